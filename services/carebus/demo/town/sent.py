"""Understands one message that was sent, and what its writer was told of it."""

from typing import NamedTuple

from msgspec import Struct

from carebus.demo.town.drafts import Draft
from carebus.demo.town.kinds import DUE, OVERTAKEN, OVERTAKEN_IN, Kind
from carebus.demo.town.script import Intent
from carebus.demo.town.writers import WRITERS, Writer
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Digest, PatientKey, SubmissionId
from carebus.domain.verdicts import Outcome, Verdict


class Name(NamedTuple):
    """One message on the bus: who sent it, its id there, and its bytes."""

    source: str
    submission: SubmissionId
    original: Digest


class Sent(Struct, frozen=True):
    """A message: `attempt` counts how often its writer had to decide again, `told` is None where no verdict came in time."""

    intent: Intent
    draft: Draft
    patient: PatientKey
    submission: SubmissionId
    original: Digest
    attempt: int
    told: Verdict | None

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.draft.kind

    @property
    def writer(self) -> Writer:
        """Whose it is."""
        return WRITERS[self.intent.writer]

    @property
    def name(self) -> Name:
        """The message; the bus does not know who sent it whose sender is in no source file."""
        return Name("unknown" if self.draft.her else self.writer.source, self.submission, self.original)

    @property
    def is_accepted(self) -> bool:
        """Whether it stands."""
        return self.told is not None and self.told.outcome is Outcome.ACCEPTED

    @property
    def is_during_a_stay(self) -> bool:
        """Whether it stands, and the patient was admitted."""
        return self.is_accepted and any(problem.code is Code.DURING_ADMISSION for problem in _problems(self.told))

    @property
    def is_overtaken(self) -> bool:
        """Whether it was refused because somebody else had been first."""
        told = self.told
        if told is None or told.outcome is not Outcome.REFUSED:
            return False
        code, due = told.problems[0].code, DUE.get(self.kind)
        return code in OVERTAKEN | OVERTAKEN_IN.get(self.kind, frozenset()) and (due is None or due.code is not code)

    @property
    def is_as_due(self) -> bool:
        """Whether it ended as it must: by its rule what is wrong on purpose, and anything else refused for nothing but being late."""
        if self.told is None:
            return False
        if self.kind is Kind.AGAIN:
            return self.told.repeat
        return (self.is_overtaken and self.kind is not Kind.REUSED_ID) or _as_due(self.kind, self.told)


def _problems(told: Verdict | None) -> tuple[Problem, ...]:
    return told.problems if told else ()


def name_of(verdict: Verdict) -> Name:
    """The message that a verdict is about."""
    return Name(verdict.source, verdict.submission_id, verdict.original)


def _as_due(kind: Kind, told: Verdict) -> bool:
    due = DUE.get(kind)
    if due is None:
        return told.outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE)
    codes = {problem.code for problem in told.problems}
    return (told.outcome, told.rule) == (due.outcome, due.rule) and (due.code is None or due.code in codes)
