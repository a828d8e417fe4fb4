"""Understands what is asked of the reader: a patient by number, in the body and never in an address."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from carebus.domain.identifiers import parse, patient_key
from carebus.domain.problems import Problem
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.parts import Audience
from carebus.reader.problem import Remedy, refusal

_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PatientAsked(_Asked):
    """The patient, by a number and its type."""

    type: Annotated[
        str, Field(max_length=20, description="kind of number (8116): FNR, DNR, FHN, DUF, HNR, LOK or LIN")
    ] = "FNR"
    number: Annotated[SecretStr, Field(max_length=100, description="the number; it is not logged, kept or echoed")]
    assigner: Annotated[
        str | None, Field(max_length=100, description="who assigned a local number; without one it means nothing (R23)")
    ] = None


class UnitAsked(_Asked):
    """A write of one's own, as its verdict names it."""

    unit: Annotated[
        _Text, Field(description="`<laboratory>/<report id>`, from the verdict", examples=["994912345/20KT00140"])
    ]
    revision: Annotated[int, Field(ge=0, lt=2**63, description="the unit's revision, from the verdict")]


class Search(_Asked):
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


class HistoryAsked(_Asked):
    """Every version of one report."""

    patient: PatientAsked
    audience: Annotated[Audience, Field(description="who will see it: decides what is withheld (R28)")]
    laboratory: Annotated[_Text, Field(description="organisation number, from a search")]
    report_id: Annotated[_Text, Field(description="from a search")]
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


def key_of(asked: PatientAsked, secret: bytes) -> PatientKey:
    """The patient's key on the bus. Raises a Refusal (422) that names what is wrong and never the number."""
    number = parse(asked.type, asked.number.get_secret_value(), asked.assigner)
    if isinstance(number, Problem):
        raise refusal(422, number.code.value, number.detail.capitalize(), Remedy.INVALID_NUMBER, where=[number.where])
    return patient_key(secret, number)
