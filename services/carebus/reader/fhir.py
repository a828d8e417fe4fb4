"""Understands how an answer in FHIR is sent, and how /openapi.json tells of it."""

from typing import Any

from fastapi.responses import JSONResponse

BUNDLE: dict[int | str, dict[str, Any]] = {200: {"description": "a Bundle (FHIR R4)"}}


class FhirResponse(JSONResponse):
    """An answer in FHIR."""

    media_type = "application/fhir+json"
