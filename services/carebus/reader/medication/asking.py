"""Understands what is asked about a patient's medication list."""

from typing import Annotated

from pydantic import Field

from carebus.reader.asking import Asked, ForWhom, NowOrThen, PatientAsked, Text, example


class ListAsked(NowOrThen):
    """One patient's list, now or as it was."""

    patient: PatientAsked
    audience: ForWhom

    model_config = example(audience="clinician", as_of="2026-03-01T12:00:00Z")


class FhirAsked(NowOrThen):
    """One patient's list as FHIR R4, for a clinician's system."""

    patient: PatientAsked

    model_config = example()


class ExplainAsked(Asked):
    """Every act on one row."""

    patient: PatientAsked
    audience: ForWhom
    row: Annotated[Text, Field(description="id of a row, from a list")]

    model_config = example(audience="clinician", row="8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f10")


class DifferenceAsked(Asked):
    """What a refused write and the list differ in."""

    patient: PatientAsked
    submission_id: Annotated[Text, Field(description="from the verdict")]
    source: Annotated[Text | None, Field(description="from the verdict; the newest of that id unless said")] = None

    model_config = example(source="fjordgata", submission_id="2f6e2c1a#0")
