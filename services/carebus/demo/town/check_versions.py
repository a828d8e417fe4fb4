"""Understands whether the pictures are what the log tells, and each version of a list the work of one accepted write (R2)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carebus.demo.town.evidence import AREAS, Evidence, Unit
from carebus.domain.area import Area
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList
from carebus.domain.provenance import PatientKey, SourceId, SubmissionId
from carebus.domain.verdicts import Outcome

_Write = tuple[SourceId, SubmissionId]
"""Source and submission id."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one list, the write that made it, and the version that this write says it was based on."""

    patient: PatientKey
    number: int
    write: _Write
    base: int | None


def folded(evidence: Evidence) -> tuple[dict[Unit, Any], list[Version]]:
    """The accepted log, folded by the rules alone, and the versions of lists in the order in which they were made."""
    views: dict[Unit, Any] = {}
    made: list[Version] = []
    for patient, fact in evidence.facts:
        before, area = _version(views.get((patient, LIST))), _area(fact)
        for unit in area.units_changed_by(fact):
            after = area.evolve(unit, views.get((patient, unit)), fact)
            if after is not None:
                views[patient, unit] = after
        now = _version(views.get((patient, LIST)))
        if now != before:
            made.append(Version(patient, now, _write(fact), getattr(fact, "base", None)))
    return views, made


def folds(evidence: Evidence) -> Iterator[str | None]:
    """Unit by unit: the picture that the log gives is the live one."""
    rebuilt, live = folded(evidence)[0], evidence.views
    for unit in dict.fromkeys((*rebuilt, *live)):
        yield None if rebuilt.get(unit) == live.get(unit) else f"{_short(unit)}: {_difference(unit, rebuilt, live)}"


def forward(evidence: Evidence) -> Iterator[str | None]:
    """Every picture that a reader could see is newer than the one before."""
    before: dict[Unit, tuple[int, int]] = {}
    for unit, view in evidence.pictures:
        now, was = (_version(view), view.revision), before.get(unit, (0, 0))
        before[unit] = now
        yield None if now[0] >= was[0] and now[1] > was[1] else f"{_short(unit)}: from {was} to {now}"


def made_once(evidence: Evidence) -> Iterator[str | None]:
    """Versions follow one another without a gap, each by a write whose verdict says so, and the list remembers it."""
    told = {
        (v.source, v.submission_id): v.version
        for v in evidence.verdicts
        if v.outcome is Outcome.ACCEPTED and not v.repeat
    }
    steps = {(p, s.version): (s.source, s.submission_id) for p, each in evidence.lists.items() for s in each.steps}
    last: defaultdict[PatientKey, int] = defaultdict(int)
    for each in folded(evidence)[1]:
        follows, last[each.patient] = each.number == last[each.patient] + 1, each.number
        is_told = told.get(each.write) == each.number
        step = steps.get((each.patient, each.number), each.write)
        is_its = step[0] == each.write[0]
        yield (
            None if follows and is_told and is_its else f"version {each.number} by {' '.join(each.write)}: not its own"
        )


def one_winner(evidence: Evidence) -> Iterator[str | None]:
    """Of all that state one version as their base, one at most made a new one."""
    winners: defaultdict[tuple[PatientKey, int], list[_Write]] = defaultdict(list)
    for each in folded(evidence)[1]:
        if each.base is not None:
            winners[each.patient, each.base].append(each.write)
    for (_patient, base), won in winners.items():
        names = ", ".join(" ".join(write) for write in won)
        yield None if len(won) == 1 else f"version {base}: {len(won)} won: {names}"


def _area(fact: Any) -> Area:
    return next(area for area in AREAS if isinstance(fact, area.events))


def _version(view: Any) -> int:
    return view.version if isinstance(view, MedicationList) else 0


def _write(fact: Any) -> _Write:
    return (fact.provenance.source, fact.provenance.submission_id)


def _difference(unit: Unit, rebuilt: dict[Unit, Any], live: dict[Unit, Any]) -> str:
    if unit not in live:
        return "not on the view topic"
    if unit not in rebuilt:
        return "on the view topic, and nothing on the log tells of it"
    return f"revision {live[unit].revision} live, {rebuilt[unit].revision} by the log; or another content"


def _short(unit: Unit) -> str:
    patient, name = unit
    return f"{patient[:8]}/{name}"
