"""Understands what a message says of itself in MSH: id and kind, version, sender and time."""

import re
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats.hl7v2.parties import sender
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import time

VERSIONS = frozenset({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"})
LONGEST_ID = 100
NO_KIND = "^"
_TRIAL = frozenset({"T", "D"})  # training, debugging (table 0103)
_KIND = re.compile(r"[A-Z]{3}\^[A-Z]\d{2}")
_SEQUENCE = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Header:
    """What all parts of a message share; `kind` is message and trigger as written, such as `ADT^A01`."""

    kind: str
    message_id: str | None
    recorded: datetime | None
    sequence: int | None
    sender: tuple[Identifier, ...]
    trial: bool

    @property
    def trigger(self) -> str:
        """The event, such as `A01`."""
        return self.kind.partition("^")[2]

    @property
    def shown(self) -> str:
        """The kind, where it looks like one."""
        return self.kind if _KIND.fullmatch(self.kind) else "(not shown)"


def header(msh: Segment) -> Header:
    """The header; what is wrong with it is noted, and is wrong with every part."""
    if msh.text(12) not in VERSIONS:
        msh.reading.note(
            Code.UNKNOWN_VERSION, f"{msh.path}-12", f"the version is not one of {', '.join(sorted(VERSIONS))}"
        )
    if msh.text(9, 1) is None:
        msh.missing(9)
    recorded = time(msh.one(7))
    return Header(
        kind=f"{msh.text(9, 1) or ''}^{msh.text(9, 2) or ''}",
        message_id=_message_id(msh),
        recorded=None if recorded is None else recorded.instant,
        sequence=_sequence(msh),
        sender=sender(msh),
        trial=msh.text(11, 1) in _TRIAL,
    )


def _message_id(msh: Segment) -> str | None:
    written = msh.whole(10)
    if written and len(written) > LONGEST_ID:
        msh.reading.note(Code.INVALID_VALUE, f"{msh.path}-10", f"a message id of more than {LONGEST_ID} characters")
        return None
    return written


def _sequence(msh: Segment) -> int | None:
    written = msh.whole(13)
    if written is None:
        return None
    if not _SEQUENCE.fullmatch(written):
        msh.reading.note(Code.INVALID_VALUE, f"{msh.path}-13", "the sequence number is not a number")
        return None
    return int(written)
