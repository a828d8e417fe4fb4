"""Understands what is asked about laboratory reports."""

from typing import Annotated

from pydantic import ConfigDict, Field

from carebus.reader.asking import Asked, PatientAsked, Text
from carebus.reader.pictures.parts import Audience


class UnitAsked(Asked):
    """A write of one's own, as its verdict names it."""

    unit: Annotated[
        Text, Field(description="`<laboratory>/<report id>`, from the verdict", examples=["994912345/20KT00140"])
    ]
    revision: Annotated[int, Field(ge=0, lt=2**63, description="the unit's revision, from the verdict")]


class Search(Asked):
    """All reports of one patient."""

    patient: PatientAsked
    audience: Annotated[Audience, Field(description="who will see it: decides what is withheld (R28)")]
    min_revision: Annotated[
        UnitAsked | None, Field(description="read your writes: wait up to a second until this is in the answer")
    ] = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"patient": {"type": "FNR", "number": "13116900216", "assigner": None}, "audience": "clinician"}
            ]
        }
    )


class HistoryAsked(Asked):
    """Every version of one report."""

    patient: PatientAsked
    audience: Annotated[Audience, Field(description="who will see it: decides what is withheld (R28)")]
    laboratory: Annotated[Text, Field(description="organisation number, from a search")]
    report_id: Annotated[Text, Field(description="from a search")]
    min_revision: Annotated[
        int | None, Field(ge=0, lt=2**63, description="read your writes: wait up to a second for this revision")
    ] = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "patient": {"type": "FNR", "number": "13116900216", "assigner": None},
                    "audience": "clinician",
                    "laboratory": "994912345",
                    "report_id": "20KT00140",
                }
            ]
        }
    )
