"""Understands what went through one transaction, by source: counts and times, nothing about any patient."""

from datetime import datetime

from carebus.domain.record import Record


class SourceFlow(Record, frozen=True):
    """What one source sent: `kind` is the event type, `outcome` the verdict's; `oldest` and `newest` are times of recording."""

    source: str
    kind: str
    outcome: str
    count: int
    oldest: datetime | None = None
    newest: datetime | None = None
    first_sequence: int | None = None
    last_sequence: int | None = None


class TransactionDone(Record, frozen=True):
    """One partition's part of one transaction: input offsets `first` to `last`, decided up to `decided_to`."""

    stage: str
    area: str
    partition: int
    first: int
    last: int
    decided_to: datetime
    sources: tuple[SourceFlow, ...]
