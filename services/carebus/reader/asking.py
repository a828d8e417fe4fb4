"""Understands what is asked of the reader: a patient by number, in the body and never in an address."""

import hmac
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic.config import JsonDict

from carebus.domain.identifiers import parse, patient_key
from carebus.domain.problems import Problem
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.parts import Audience
from carebus.reader.problem import Remedy, refusal

Text = Annotated[str, Field(min_length=1, max_length=200)]
"""A name of something."""

ForWhom = Annotated[Audience, Field(description="who will see it: a patient is shown no numbers of people (R21)")]

_PATIENT: JsonDict = {"type": "FNR", "number": "13116900216", "assigner": None}


class Asked(BaseModel):
    """What every body is: nothing but its own fields, and never shown in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PatientAsked(Asked):
    """The patient, by a number and its type."""

    type: Annotated[
        str, Field(max_length=20, description="kind of number (8116): FNR, DNR, FHN, DUF, HNR, LOK or LIN")
    ] = "FNR"
    number: Annotated[SecretStr, Field(max_length=100, description="the number; it is not logged, kept or echoed")]
    assigner: Annotated[
        str | None, Field(max_length=100, description="who assigned a local number; without one it means nothing (R23)")
    ] = None
    record: Annotated[
        Text | None,
        Field(description="which of the person's records, by its name in `records`; that of the number unless said"),
    ] = None


class NowOrThen(Asked):
    """A picture as it is, at least as new as a write of one's own, or as it was known at a moment."""

    as_of: Annotated[
        AwareDatetime | None, Field(description="as it was known then, with its zone; leave it out for now")
    ] = None
    min_revision: Annotated[
        int | None,
        Field(ge=0, lt=2**63, description="read your writes: the revision, from a verdict; waits up to a second"),
    ] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.as_of is not None and self.min_revision is not None:
            raise ValueError("as_of and min_revision exclude each other")
        return self


def example(**more: Any) -> ConfigDict:
    """What /openapi.json shows as a question about an invented patient."""
    return ConfigDict(json_schema_extra={"examples": [{"patient": _PATIENT, **more}]})


def key_of(asked: PatientAsked, secret: bytes) -> PatientKey:
    """The patient's key on the bus. Raises a Refusal (422) that names what is wrong and never the number."""
    number = parse(asked.type, asked.number.get_secret_value(), asked.assigner)
    if isinstance(number, Problem):
        raise refusal(422, number.code.value, number.detail.capitalize(), Remedy.INVALID_NUMBER, where=[number.where])
    return patient_key(secret, number)


def pseudonym(patient: PatientKey, secret: bytes) -> str:
    """A name for the patient in an answer: the same every time, and neither number nor key can be found from it."""
    return str(UUID(bytes=hmac.digest(secret, f"pseudonym|{patient}".encode(), "sha256")[:16], version=5))
