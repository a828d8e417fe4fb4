"""Understands how one submission is decided: once, by the rules of its area."""

from time import perf_counter
from typing import Any, assert_never

from carebus.domain.decision import Accepted, Decision, Held, Refused
from carebus.domain.held import Held as HeldRecord
from carebus.domain.held import Stage
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import SourceId
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.domain.work import Seen
from carebus.projector import records
from carebus.projector.batch import Batch, seen_key
from carebus.projector.cache import Unit
from carebus.projector.incoming import Incoming


def decide(batch: Batch, incoming: Incoming, submission: Any) -> None:
    """Decide one submission and add what follows from it to the batch.

    Raises whatever a defect of ours raises; the batch is then of no use and is made again without the record.
    """
    provenance = submission.provenance
    key = seen_key(incoming.patient, provenance)
    before = batch.seen_before(incoming.partition, incoming.patient, key)
    if before is not None:
        _repeat(batch, incoming, submission, before)
        return
    views = {name: batch.view(_unit(incoming, name)) for name in batch.area.units_of(submission)}
    decision, changed = _ruled(batch, incoming, views, submission)
    match decision:
        case Accepted(events=events, alarms=alarms, asks=asks):
            verdict = _verdict(batch, submission, Outcome.ACCEPTED if events else Outcome.DUPLICATE, alarms)
            _take(batch, incoming, submission, events, changed)
            verdict = _about(batch, verdict, views | changed)
            batch.asked.extend((incoming, each) for each in asks)
        case Refused(rule=rule, problems=problems):
            verdict = _verdict(batch, submission, Outcome.REFUSED, problems)
            verdict = _about(batch, replace(verdict, rule=rule), views)
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


def _ruled(
    batch: Batch, incoming: Incoming, views: dict[str, Any], submission: Any
) -> tuple[Decision[Any], dict[str, Any]]:
    """What the rules of the area say, and the views that it changes."""
    began = perf_counter()
    decision = batch.area.decide(views, submission, batch.now)
    changed = _evolved(batch, incoming, decision.events) if isinstance(decision, Accepted) else {}
    batch.spent.rules += perf_counter() - began
    return decision, changed


def _evolved(batch: Batch, incoming: Incoming, events: tuple[Any, ...]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for event in events:
        for name in batch.area.units_changed_by(event):
            before = changed[name] if name in changed else batch.view(_unit(incoming, name))
            after = batch.area.evolve(name, before, event)
            if after is not before:
                changed[name] = after
    return changed


def _take(batch: Batch, incoming: Incoming, submission: Any, events: tuple[Any, ...], changed: dict[str, Any]) -> None:
    for name, view in changed.items():
        unit = _unit(incoming, name)
        batch.views[unit] = view
        batch.unwritten.setdefault(incoming.key, {})[unit] = None
        batch.changed[unit] = records.view_headers(batch, unit, view, incoming)
        if incoming.patient in batch.watched:
            records.try_view(batch, unit)
    for event in events:
        records.accepted(batch, incoming, submission, event)


def _about(batch: Batch, verdict: Verdict, views: dict[str, Any]) -> Verdict:
    """The verdict with its unit, and where the unit stands."""
    name, view = next(iter(views.items()))
    if view is None:
        return replace(verdict, unit=name)
    area = batch.area
    return replace(verdict, unit=name, revision=area.revision_of(view), version=area.version_of(view))


def _unit(incoming: Incoming, name: str) -> Unit:
    return Unit(incoming.partition, incoming.patient, name)


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
