"""Understands what is asked about a patient's medication list."""

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from carebus.reader.asking import Asked, PatientAsked, Text
from carebus.reader.pictures.parts import Audience

_ForWhom = Annotated[Audience, Field(description="who will see it: a patient is shown no numbers of people (R21)")]
_AsOf = Annotated[
    AwareDatetime | None, Field(description="the list as it was known then, with its zone; leave it out for now")
]
_Least = Annotated[
    int | None,
    Field(ge=0, lt=2**63, description="read your writes: the list's revision, from a verdict; waits up to a second"),
]
_PATIENT: JsonDict = {"type": "FNR", "number": "13116900216", "assigner": None}


def _example(**more: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [{"patient": _PATIENT, **more}]})


class _Once(Asked):
    as_of: _AsOf = None
    min_revision: _Least = None

    @model_validator(mode="after")
    def _now_or_then(self) -> Self:
        if self.as_of is not None and self.min_revision is not None:
            raise ValueError("as_of and min_revision exclude each other")
        return self


class ListAsked(_Once):
    """One patient's list, now or as it was."""

    patient: PatientAsked
    audience: _ForWhom

    model_config = _example(audience="clinician", as_of="2026-03-01T12:00:00Z")


class FhirAsked(_Once):
    """One patient's list as FHIR R4, for a clinician's system."""

    patient: PatientAsked

    model_config = _example()


class ExplainAsked(Asked):
    """Every act on one row."""

    patient: PatientAsked
    audience: _ForWhom
    row: Annotated[Text, Field(description="id of a row, from a list")]

    model_config = _example(audience="clinician", row="8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f10")


class DifferenceAsked(Asked):
    """What a refused write and the list differ in."""

    patient: PatientAsked
    submission_id: Annotated[Text, Field(description="from the verdict")]
    source: Annotated[Text | None, Field(description="from the verdict; the newest of that id unless said")] = None

    model_config = _example(source="fjordgata", submission_id="2f6e2c1a#0")
