"""Understands where a piece of information came from."""

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
