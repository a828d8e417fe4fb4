"""Understands where a piece of information came from."""

import hashlib
from datetime import datetime
from typing import NewType

from carebus.domain.record import Record

SourceId = NewType("SourceId", str)
SubmissionId = NewType("SubmissionId", str)
PatientKey = NewType("PatientKey", str)
Digest = NewType("Digest", str)


class Provenance(Record, frozen=True):
    """Where a submission came from: stands once a submission, and everything in it points here.

    `original` is the SHA-256 (hexadecimal) of the bytes as received; they are kept under it on `care.received.v1`.
    Times are in UTC. `occurred` is when the source says that it happened, `recorded` when the source wrote the message,
    `received` when the gateway took it.
    """

    event_id: str
    submission_id: SubmissionId
    source: SourceId
    source_sequence: int | None
    organisation: str
    point_of_care: str | None
    author_role: str | None
    occurred: datetime | None
    recorded: datetime | None
    received: datetime
    format: str
    message_id: str | None
    original: Digest
    source_of_information: str | None
    sensitivity: tuple[str, ...]


def told_at(provenance: Provenance) -> datetime:
    """When an act happened: as its source says, but never after it was received."""
    occurred, received = provenance.occurred, provenance.received
    return occurred if occurred is not None and occurred < received else received


def by_the_bus(source: SourceId, role: str, name: str, now: datetime, occurred: datetime | None = None) -> Provenance:
    """Where a submission of a service of the bus comes from, told `now`.

    `name` (`verb/…`) says all that it tells: under one name it is one submission, so whoever tells it again repeats it (rule 10).
    """
    digest = Digest(hashlib.sha256(name.encode()).hexdigest())
    return Provenance(
        event_id=f"{source}/{digest}",
        submission_id=SubmissionId(f"{name.partition('/')[0]}-{digest[:32]}"),
        source=source,
        source_sequence=None,
        organisation="carebus",
        point_of_care=None,
        author_role=role,
        occurred=occurred,
        recorded=now,
        received=now,
        format=f"{source}-1",
        message_id=None,
        original=digest,
        source_of_information=None,
        sensitivity=(),
    )
