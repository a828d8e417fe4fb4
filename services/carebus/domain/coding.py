"""Understands a code as its source wrote it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coding:
    """A code as written (KITH CS and CV): `system` is an OID without prefix, `display` DN, `text` OT."""

    system: str | None
    code: str | None
    display: str | None = None
    text: str | None = None
