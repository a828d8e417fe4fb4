"""Understands how an answer in FHIR is sent, and how /openapi.json tells of it."""

from typing import Any

from fastapi.responses import JSONResponse

from carebus.formats.fhir.write_patient import patient
from carebus.reader.identity.about import About

BUNDLE: dict[int | str, dict[str, Any]] = {200: {"description": "a Bundle (FHIR R4)"}}


class FhirResponse(JSONResponse):
    """An answer in FHIR."""

    media_type = "application/fhir+json"


def subject(about: About) -> dict[str, Any] | str:
    """Whom a Bundle is about: the pseudonym of the record, as a Patient with its links where the person has others."""
    return patient(about.key, about.names, about.person.links) if about.has_others else f"Patient/{about.name}"
