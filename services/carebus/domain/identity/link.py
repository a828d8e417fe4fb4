"""Understands what ties two patient keys together: one link, by whom it was told, and which of the two gives way."""

from datetime import datetime
from enum import StrEnum

from carebus.domain.provenance import Digest, PatientKey, SourceId, SubmissionId
from carebus.domain.record import Record


class Tie(StrEnum):
    """Why two keys are one person's.

    `MERGED`: two records of one person became one (HL7 v2 A40). `REPLACED`: a number took the place of another (A47, D-number to FNR).
    `ASSIGNED`: one more number of a known person. `LINKED`: one person, and neither key gives way (A24).
    """

    ASSIGNED = "assigned"
    LINKED = "linked"
    MERGED = "merged"
    REPLACED = "replaced"


class Act(Record, frozen=True):
    """Where a telling came from: `original` is the SHA-256 of the bytes as received, `role` as token or source registry has it."""

    source: SourceId
    submission_id: SubmissionId
    original: Digest
    message_id: str | None
    organisation: str
    role: str
    at: datetime
    received: datetime


class Link(Record, frozen=True):
    """`key` gives way to `to`; of a `LINKED` pair neither does, and `key` is the one that sorts first."""

    tie: Tie
    key: PatientKey
    to: PatientKey
    act: Act

    @property
    def has_direction(self) -> bool:
        """Whether one of the two gives way."""
        return self.tie is not Tie.LINKED

    @property
    def name(self) -> tuple[str, str, str]:
        """What makes it this link, whoever told it; links are kept in this order."""
        return self.tie.value, self.key, self.to
