"""Understands which entries a clock will have to announce as expired, and what it then says (R11)."""

from collections.abc import Iterator
from datetime import datetime

from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import CriticalInfoExpired
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.dates import end
from carebus.domain.provenance import SourceId, by_the_bus

CLOCK = SourceId("carebus-clock")
ROLE = "clock"
"""What the clock writes as: no source file may say it."""


def due(picture: CriticalInformation) -> Iterator[tuple[datetime, Entry]]:
    """The end of each entry that has one and was neither withdrawn nor announced, and the entry."""
    for entry in picture.entries:
        until = entry.content.valid_until if entry.content else None
        if until and not entry.expired and entry.verification is not Verification.REFUTED:
            yield end(until), entry


def announcement(entry: Entry, end: datetime, now: datetime) -> CriticalInfoExpired:
    """What the clock submits: under one submission id for each end of an entry, so whoever announces it again repeats it."""
    name = f"expired/{entry.id}/{entry.version}/{end.isoformat()}"
    provenance = by_the_bus(CLOCK, ROLE, name, now, occurred=end)
    return CriticalInfoExpired(provenance, entry.id, entry.version, end)
