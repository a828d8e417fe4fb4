"""Understands what is asked about a patient's critical information."""

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from carebus.reader.asking import Asked, PatientAsked, Text
from carebus.reader.pictures.parts import Audience

_ForWhom = Annotated[Audience, Field(description="who will see it: a patient is shown no numbers of people (R21)")]
_AsOf = Annotated[AwareDatetime | None, Field(description="as it was known then, with its zone; leave it out for now")]
_Least = Annotated[
    int | None,
    Field(ge=0, lt=2**63, description="read your writes: the revision, from a verdict; waits up to a second"),
]
_PATIENT: JsonDict = {"type": "FNR", "number": "13116900216", "assigner": None}


def _example(**more: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [{"patient": _PATIENT, **more}]})


class _NowOrThen(Asked):
    as_of: _AsOf = None
    min_revision: _Least = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.as_of is not None and self.min_revision is not None:
            raise ValueError("as_of and min_revision exclude each other")
        return self


class CriticalAsked(_NowOrThen):
    """One patient's critical information, now or as it was."""

    patient: PatientAsked
    audience: _ForWhom

    model_config = _example(audience="clinician", as_of="2026-03-01T12:00:00Z")


class CriticalFhirAsked(_NowOrThen):
    """One patient's critical information as FHIR R4, for a clinician's system."""

    patient: PatientAsked

    model_config = _example()


class CriticalHistoryAsked(Asked):
    """Every act on one entry."""

    patient: PatientAsked
    audience: _ForWhom
    entry: Annotated[Text, Field(description="id of an entry, from an answer")]

    model_config = _example(audience="clinician", entry="8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f10")
