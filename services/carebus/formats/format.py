"""Understands the names of the formats that the gateway takes; a source file lists those agreed with its source."""

from enum import StrEnum


class Format(StrEnum):
    """A format and its version."""

    KITH_1_3 = "kith-svarrapport-1.3"
    KITH_1_4 = "kith-svarrapport-1.4"
    CAREBUS_JSON = "carebus-json-1"
    FHIR_SFM = "fhir-r4-sfm"
    FHIR_R4 = "fhir-r4"
    HL7_V2 = "hl7-v2"
