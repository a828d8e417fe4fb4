"""Understands how one submission is decided: once, by the rules of its area."""

from dataclasses import replace
from time import perf_counter
from typing import Any, assert_never

from carebus.domain.decision import Accepted, Decision, Held, Refused
from carebus.domain.held import Held as HeldRecord
from carebus.domain.held import Stage
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import SourceId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.domain.work import Seen
from carebus.projector import records
from carebus.projector.batch import Batch
from carebus.projector.cache import Unit
from carebus.projector.incoming import Incoming


def decide(batch: Batch, incoming: Incoming, submission: Any) -> None:
    """Decide one submission and add what follows from it to the batch.

    Raises whatever a defect of ours raises; the batch is then of no use and is made again without the record.
    """
    provenance = submission.provenance
    key = f"{incoming.patient}/{provenance.source}/{provenance.submission_id}".encode()
    before = batch.seen_before(incoming.partition, incoming.patient, key)
    if before is not None:
        _repeat(batch, incoming, submission, before)
        return
    unit = Unit(incoming.partition, incoming.patient, batch.area.unit_of(submission))
    view = batch.view(unit)
    decision, view = _ruled(batch, view, submission)
    match decision:
        case Accepted(events=events, alarms=alarms):
            verdict = _verdict(batch, submission, Outcome.ACCEPTED if events else Outcome.DUPLICATE, alarms)
            _take(batch, incoming, submission, unit, events, view)
            revision = None if view is None else batch.area.revision_of(view)
            verdict = replace(verdict, unit=unit.name, revision=revision)
        case Refused(rule=rule, problems=problems):
            verdict = replace(_verdict(batch, submission, Outcome.REFUSED, problems), rule=rule, unit=unit.name)
        case Held(problems=problems):
            hold(batch, incoming, problems, submission)
            return
        case _:
            assert_never(decision)
    records.seen(batch, incoming, key, Seen(provenance.original, verdict))
    give(batch, incoming, verdict, submission)


def hold(batch: Batch, incoming: Incoming, problems: tuple[Problem, ...], submission: Any | None) -> None:
    """Keep what cannot be decided, with every problem, and say so."""
    provenance = None if submission is None else submission.provenance
    patient = None if any(p.code is Code.INVALID_KEY for p in problems) else incoming.patient
    held = HeldRecord(
        stage=Stage.PROJECTOR,
        held=batch.now,
        problems=problems,
        original=incoming.digest if provenance is None else provenance.original,
        submission_id=incoming.unread_id if provenance is None else provenance.submission_id,
        source=None if provenance is None else provenance.source,
        area=batch.area.name,
        topic=incoming.topic,
        partition=incoming.partition,
        offset=incoming.offset,
        value=incoming.value if provenance is None else None,
    )
    records.held(batch, incoming, held, patient)
    verdict = Verdict(
        held.submission_id,
        batch.area.name,
        held.source or SourceId("unknown"),
        Outcome.HELD,
        held.original,
        batch.now,
        problems=problems,
    )
    records.verdict(batch, incoming, verdict, patient)
    batch.tally.count(incoming.partition, _kind(submission), verdict, provenance)


def give(batch: Batch, incoming: Incoming, verdict: Verdict, submission: Any) -> None:
    """Tell the publisher."""
    records.verdict(batch, incoming, verdict, incoming.patient)
    batch.tally.count(incoming.partition, _kind(submission), verdict, submission.provenance)


def _ruled(batch: Batch, view: Any, submission: Any) -> tuple[Decision[Any], Any]:
    """What the rules of the area say, and the view that follows from it."""
    began = perf_counter()
    decision = batch.area.decide(view, submission, batch.now)
    if isinstance(decision, Accepted):
        for event in decision.events:
            view = batch.area.evolve(view, event)
    batch.spent.rules += perf_counter() - began
    return decision, view


def _take(batch: Batch, incoming: Incoming, submission: Any, unit: Unit, events: tuple[Any, ...], view: Any) -> None:
    if not events:
        return
    batch.views[unit] = view
    batch.changed[unit] = records.view_headers(batch, unit, view, incoming)
    if incoming.patient in batch.watched:
        records.try_view(batch, unit)
    for event in events:
        records.accepted(batch, incoming, submission, event)


def _repeat(batch: Batch, incoming: Incoming, submission: Any, before: Seen) -> None:
    """Rule 10: the same message gets its first verdict; another message under the same id is refused."""
    if before.digest == submission.provenance.original:
        give(batch, incoming, replace(before.verdict, repeat=True), submission)
        return
    problem = Problem(Code.ID_REUSED, "submission_id", "this submission id was used for other content")
    verdict = replace(_verdict(batch, submission, Outcome.REFUSED, (problem,)), rule="R2")
    give(batch, incoming, verdict, submission)


def _verdict(batch: Batch, submission: Any, outcome: Outcome, problems: tuple[Problem, ...]) -> Verdict:
    provenance = submission.provenance
    return Verdict(
        provenance.submission_id,
        batch.area.name,
        provenance.source,
        outcome,
        provenance.original,
        batch.now,
        problems=problems,
    )


def _kind(submission: Any | None) -> str:
    return "unknown" if submission is None else type(submission).__name__
