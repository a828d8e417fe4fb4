"""Understands which format some bytes are in, and names those that carebus does not take."""

from enum import StrEnum

from carebus.domain.problems import Code, Problem
from carebus.formats.format import Format

ACCEPTED = "accepted are KITH Svarrapport v1.3 and v1.4 (XML), HL7 v2, FHIR R4 (JSON) and carebus-json-1"

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NAMED = (
    (b"UNA", "EDIFACT"),
    (b"UNB", "EDIFACT"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"%PDF", "a PDF document"),
    (b"MIME-Version", "a MIME message"),
)


_HL7 = (b"MSH", b"FHS", b"BHS")


class Reader(StrEnum):
    """Which of our readers understands the bytes."""

    KITH = "kith"
    CAREBUS_JSON = "carebus-json"
    FHIR = "fhir"
    HL7 = "hl7v2"


def detect(data: bytes) -> Reader | Problem:
    """Who reads `data`; a problem names what it seems to be instead and what is accepted."""
    head = _head(data)
    if head.startswith(b"<"):
        return Reader.KITH
    if head.startswith(b"{") and f'"{Format.CAREBUS_JSON}"'.encode() in data:
        return Reader.CAREBUS_JSON
    if head.startswith(b"{") and b'"resourceType"' in data:
        return Reader.FHIR
    if head.removeprefix(b"\x0b").lstrip().startswith(_HL7):
        return Reader.HL7
    return Problem(Code.UNKNOWN_FORMAT, "/", f"this is {_named(head)}; {ACCEPTED}")


def _head(data: bytes) -> bytes:
    """The first characters, whichever Unicode encoding they are in."""
    start = data[:1024]
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.replace(b"\0", b"").lstrip()


def _named(head: bytes) -> str:
    if head.startswith((b"{", b"[")):
        return f'JSON without "resourceType" or "format": "{Format.CAREBUS_JSON}"'
    return next((name for start, name in _NAMED if head.startswith(start)), "no format known here")
