"""Understands which entries a clock will have to announce as expired, and what it then says (R11)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import CriticalInfoExpired
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.dates import end
from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId

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
    digest = Digest(hashlib.sha256(name.encode()).hexdigest())
    provenance = Provenance(
        event_id=f"{CLOCK}/{digest}",
        submission_id=SubmissionId(f"expired-{digest[:32]}"),
        source=CLOCK,
        source_sequence=None,
        organisation="carebus",
        point_of_care=None,
        author_role=ROLE,
        occurred=end,
        recorded=now,
        received=now,
        format="carebus-clock-1",
        message_id=None,
        original=digest,
        source_of_information=None,
        sensitivity=(),
    )
    return CriticalInfoExpired(provenance, entry.id, entry.version, end)
