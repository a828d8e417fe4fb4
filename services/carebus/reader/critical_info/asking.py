"""Understands what is asked about a patient's critical information."""

from typing import Annotated

from pydantic import Field

from carebus.reader.asking import Asked, ForWhom, NowOrThen, PatientAsked, Text, example


class CriticalAsked(NowOrThen):
    """One patient's critical information, now or as it was."""

    patient: PatientAsked
    audience: ForWhom

    model_config = example(audience="clinician", as_of="2026-03-01T12:00:00Z")


class CriticalFhirAsked(NowOrThen):
    """One patient's critical information as FHIR R4, for a clinician's system."""

    patient: PatientAsked

    model_config = example()


class CriticalHistoryAsked(Asked):
    """Every act on one entry."""

    patient: PatientAsked
    audience: ForWhom
    entry: Annotated[Text, Field(description="id of an entry, from an answer")]

    model_config = example(audience="clinician", entry="8d0b3f5e-3b1c-4f5e-9a54-0d5a4c1d7f10")
