"""Understands what could not be decided: the original bytes and every problem found."""

from datetime import datetime
from enum import StrEnum

from carebus.domain.problems import Problem
from carebus.domain.provenance import Digest, SourceId, SubmissionId
from carebus.domain.record import Record


class Stage(StrEnum):
    """Where a record was held."""

    GATEWAY = "gateway"
    PROJECTOR = "projector"


class Settled(Record, frozen=True):
    """What was held of this submission has got on: released, and taken up again."""

    submission_id: SubmissionId
    source: SourceId | None
    settled: datetime


class Held(Record, frozen=True):
    """One held record. `value` is the record as it stood on its topic; a message that the gateway held is kept on `care.received.v1`.

    `topic`, `partition` and `offset` say where it stood (the projector), `original` which received message it came from (the
    gateway). `part` is the index of the ServReport in that message.
    """

    stage: Stage
    held: datetime
    problems: tuple[Problem, ...]
    original: Digest
    submission_id: SubmissionId
    source: SourceId | None = None
    area: str | None = None
    part: int | None = None
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    value: bytes | None = None
