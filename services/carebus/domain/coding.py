"""Understands a code as its source wrote it."""

from carebus.domain.record import Record


class Coding(Record, frozen=True):
    """A code as written (KITH CS and CV): `system` is an OID without prefix, `display` DN, `text` OT."""

    system: str | None
    code: str | None
    display: str | None = None
    text: str | None = None
