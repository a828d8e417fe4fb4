"""Understands whether a list is closed, takes an act while it is, and is opened again (R2, R3, R23)."""

from collections.abc import Iterator
from datetime import datetime

from carebus.domain.decision import Accepted, Asked, Decision, Refused
from carebus.domain.medication.based import not_current, overtaken, stale
from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.refusals import refused
from carebus.domain.medication.status import is_over
from carebus.domain.medication.taking_in import following
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList, Stood
from carebus.domain.medication.writes import Closing, ListClosed, ListReopened
from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace

ELSEWHERE = Problem(Code.LIST_CLOSED, LIST, "is closed, and goes on in another record of this patient: read that one")


def decide_closing(listed: MedicationList, told: Closing, now: datetime, limits: Limits) -> Decision[MedicationEvent]:
    """A list is closed as it was read, and opened as it stood."""
    return _close(listed, told, now, limits) if isinstance(told, ListClosed) else _reopen(listed, told, now, limits)


def _close(listed: MedicationList, told: ListClosed, now: datetime, limits: Limits) -> Decision[MedicationEvent]:
    """A list is closed as it was read, with every row accounted for; closed into that record already, it is a duplicate."""
    if listed.closed:
        return Accepted(()) if listed.closed.into == told.into else Refused("R23", (ELSEWHERE,))
    refusal = (
        not_current(listed, told, now, limits)
        or (stale(listed, told, {}) if overtaken(listed, told) else None)
        or refused(_unaccounted(listed, told, now))
    )
    return refusal or Accepted((told,))


def _reopen(listed: MedicationList, told: ListReopened, now: datetime, limits: Limits) -> Decision[MedicationEvent]:
    """A closed list opens; one that took others in is given back, unless somebody has decided on it since: that goes to a person."""
    refusal = refused(_nothing_to_undo(listed, told)) or not_current(listed, told, now, limits)
    if refusal:
        return refusal
    if listed.closed or listed.stood is None:
        return Accepted((replace(told, back=()),))
    refusal = (stale(listed, told, {}) if overtaken(listed, told) else None) or refused(
        _decided_since(listed, listed.stood)
    )
    return refusal or Accepted((replace(told, back=listed.stood.left),), asks=tuple(_asked(listed, listed.stood, told)))


def _unaccounted(listed: MedicationList, told: ListClosed, now: datetime) -> Iterator[Problem]:
    named, known = {each.row for each in told.rows}, {row.treatment.id for row in listed.rows}
    for row in listed.rows:
        if row.treatment.id not in named and not is_over(row, now):
            yield Problem(Code.OMITTED_ROW, row.treatment.id, "on the list, and not taken in")
    for row_id in sorted(named - known):
        yield Problem(Code.UNKNOWN_ROW, row_id, "is no row of this list")


def _nothing_to_undo(listed: MedicationList, told: ListReopened) -> Iterator[Problem]:
    if told.into is not None and (listed.closed is None or listed.closed.into != told.into):
        yield Problem(Code.NOT_CLOSED, LIST, "is not closed into that record")
    elif listed.closed is None and listed.stood is None:
        yield Problem(Code.NOT_CLOSED, LIST, "is not closed, and has taken in no other")


def _decided_since(listed: MedicationList, stood: Stood) -> Iterator[Problem]:
    """What somebody decided on the list since it took others in; a prescription beside it is no such thing."""
    for step in listed.steps:
        for row in step.rows if step.version > stood.version else ():
            if row.fields != ("prescriptions",):
                yield Problem(Code.DECIDED_SINCE, row.row, f"version {step.version}: {', '.join(row.fields)}")


def _asked(listed: MedicationList, stood: Stood, told: ListReopened) -> Iterator[Asked]:
    taken = [each for each in listed.taken_in if each not in stood.taken_in]
    for number, each in enumerate(taken):
        opened = ListReopened(following(told.provenance, number), each.version, told.read_at, told.by, stood.key)
        yield Asked(each.key, opened)
