"""Understands what a publisher is told of a submission: outcome, rule, unit, revision and version; never content (R21)."""

from datetime import datetime
from enum import StrEnum

from carebus.domain.problems import Problem
from carebus.domain.provenance import Digest, SourceId, SubmissionId
from carebus.domain.record import Record


class Outcome(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    HELD = "held"


class Verdict(Record, frozen=True):
    """The answer to one submission.

    `unit` is what it concerns, without the patient (`<laboratory>/<report id>`, `list`), and `revision` the unit's as it stands now. `version`
    is what the next write states as base, where the area has such a thing (R2). `problems` say why it was refused or held, or what a
    person should look at though it was accepted. `repeat`: the submission id was decided before, and this is what was decided then.
    """

    submission_id: SubmissionId
    area: str
    source: SourceId
    outcome: Outcome
    original: Digest
    decided: datetime
    rule: str | None = None
    unit: str | None = None
    revision: int | None = None
    problems: tuple[Problem, ...] = ()
    repeat: bool = False
    version: int | None = None
