"""Understands what went through one transaction, by source: counts and times, nothing about any patient."""

from datetime import datetime

from carebus.domain.record import Record

GATEWAY = "gateway"
PROJECTOR = "projector"
NUMBERS = "numbers"
"""Stages that tell of their transactions. `NUMBERS` is the gateway's too: the numbers of sources with one series over all areas, and nothing else."""

EVERY_AREA = "every-area"
"""Stands for the area where something is counted over all of them."""

NO_OFFSET = -1
"""Stands for the input offsets of a stage that has no input, and of a transaction that decided only what had waited."""


class NumberRun(Record, frozen=True):
    """Numbers of a source from `first` to `last`, both included."""

    first: int
    last: int


class SourceFlow(Record, frozen=True):
    """What one source sent: `kind` is the event type, `outcome` the verdict's; `oldest` and `newest` are times of recording.

    The gateway makes a row for each recipient and each minute of recording, so that what a source says it sent between two minutes can be
    compared with what came (`oldest` and `newest` are then of one minute). Where a source has one series of numbers over all areas, its `numbers` are told
    of `EVERY_AREA`. The projector makes a row of its own for submissions that it decided before, `repeats` of them, for each minute of recording: a total counts
    a message once, however often it comes.
    """

    source: str
    kind: str
    outcome: str
    count: int
    oldest: datetime | None = None
    newest: datetime | None = None
    first_sequence: int | None = None
    last_sequence: int | None = None
    recipient: str | None = None
    numbers: tuple[NumberRun, ...] = ()
    unknowns: int = 0
    repeats: int = 0


class TransactionDone(Record, frozen=True):
    """One partition's part of one transaction: input offsets `first` to `last`, decided up to `decided_to`.

    Where a projector decided only what had waited for a mended release, the offsets are `NO_OFFSET`, and `decided_to` is far back.
    """

    stage: str
    area: str
    partition: int
    first: int
    last: int
    decided_to: datetime
    sources: tuple[SourceFlow, ...]
    held_patients: int | None = None


class EvaluationDue(Record, frozen=True):
    """The watch's own mark in the flow of an area: what stands before it is what was known `at` that time."""

    area: str
    at: datetime
