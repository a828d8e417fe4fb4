"""Understands whether an act on one row stands (R1-R4, R25)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.medication.account import ENDING, Views, gone, shared, too_many
from carebus.domain.medication.alarms import alarms
from carebus.domain.medication.based import not_current, overtaken, stale
from carebus.domain.medication.carried import merged, omitted
from carebus.domain.medication.content import misnamed, unclean, unfit, unfit_ending, unfit_pause
from carebus.domain.medication.dates import reached
from carebus.domain.medication.ends import ends
from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.evolve_rows import after_change, place_of
from carebus.domain.medication.fields import named_wrongly
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.refusals import refused
from carebus.domain.medication.roles import owns, refusal
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import CeasedTreatment, Gone, MedicationList, Row
from carebus.domain.medication.writes import (
    CeaseReversed,
    RowAct,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
)
from carebus.domain.problems import Code, Problem
from carebus.domain.record import replace


def decide_act(
    listed: MedicationList, views: Views, act: RowAct, now: datetime, limits: Limits
) -> Decision[MedicationEvent]:
    """An act stands where it is based on the list as it is, names a row that is there, and its writer may; what changes nothing is a duplicate."""
    treatment = row_of(act)
    place = place_of(listed, treatment)
    known = None if place is None else listed.rows[place]
    left = gone(views, treatment) if known is None else None
    refusal = (
        not_current(listed, act, now, limits)
        or (stale(listed, act, {treatment: _differs(known, act)}) if overtaken(listed, act) else None)
        or refused(misnamed((treatment,)))
        or refused(_not_there(known, left, act, now))
        or _not_theirs(known, left, act)
        or refused(_unfit(known, act, limits))
        or refused(_unfit_list(listed, known, left, act, limits))
    )
    if refusal:
        return refusal
    event = _with_row(act, known, left, now)
    if known and _says_nothing_new(known, event):
        return Accepted(())
    return Accepted((*ends(listed, act.provenance, now, {treatment}), event), alarms(listed, _told(act)))


def _says_nothing_new(known: Row, act: RowAct) -> bool:
    match act:
        case TreatmentChanged():
            return not differing(known.treatment, after_change(known, act))
        case TreatmentPaused():
            return not differing(known.treatment, replace(known.treatment, pause=act.pause))
        case TreatmentCeased(row=None):
            return known.ending == act.ending
        case _:
            return False


def row_of(act: RowAct) -> str:
    """The row that an act is about."""
    return act.treatment.id if isinstance(act, TreatmentAdded | TreatmentChanged) else act.treatment


def _not_there(known: Row | None, left: CeasedTreatment | None, act: RowAct, now: datetime) -> Iterator[Problem]:
    where = row_of(act)
    if left and left.gone is Gone.RETRACTED:
        yield Problem(Code.RETRACTED_ROW, where, "was retracted as registered in error")
        return
    match act:
        case TreatmentAdded() if known:
            yield Problem(Code.DUPLICATE_ROW, where, "is on the list already")
        case TreatmentAdded() if left is None:
            return
        case CeaseReversed() if (known or left) and not _is_ceased(known, left):
            yield Problem(Code.NOT_CEASED, where, "is not ceased" if known else "was completed, not ceased")
        case CeaseReversed() | TreatmentRetracted() if known or left:
            return
        case _ if known is None and left is None:
            yield Problem(Code.UNKNOWN_ROW, where, "is no row of this list")
        case _ if left or (known and _is_stopped(known, now) and not isinstance(act, TreatmentCeased)):
            yield Problem(Code.CEASED_AND_ACTIVE, where, "has ended; reverse that first, or add a new row")
        case TreatmentResumed() if known and known.treatment.pause is None:
            yield Problem(Code.NOT_PAUSED, where, "is not paused")


def _is_ceased(known: Row | None, left: CeasedTreatment | None) -> bool:
    return bool((known and known.ending) or (left and left.gone is Gone.STOPPED))


def _is_stopped(known: Row, now: datetime) -> bool:
    return known.ending is not None and reached(known.ending.effective, now)


def _not_theirs(known: Row | None, left: CeasedTreatment | None, act: RowAct) -> Refused | None:
    last = known.act if known else left.act if left else None
    if last is None or owns(last, act.provenance):
        return None
    return refusal(row_of(act), "was decided by somebody else")


def _unfit(known: Row | None, act: RowAct, limits: Limits) -> Iterable[Problem]:
    where = row_of(act)
    match act:
        case TreatmentAdded():
            return unfit(act.treatment, limits)
        case TreatmentChanged():
            wrong = named_wrongly(where, act.treatment, act.removed, act.cannot_carry)
            return (*wrong, *_ending_removed(act), *_omitted(known, act), *unfit(act.treatment, limits))
        case TreatmentPaused():
            return (*unfit_pause(where, act.pause), *unclean(where, act, limits))
        case TreatmentCeased():
            return (*unfit_ending(where, act.ending), *unclean(where, act.ending, limits))
        case _:
            return unclean(where, act, limits)


def _omitted(known: Row | None, act: TreatmentChanged) -> Iterator[Problem]:
    if known:
        for name in omitted(known.treatment, act.treatment, act.removed, act.cannot_carry):
            yield Problem(Code.OMITTED_FIELD, act.treatment.id, name)


def _ending_removed(act: TreatmentChanged) -> Iterator[Problem]:
    if ENDING in act.removed:
        yield Problem(Code.UNKNOWN_FIELD, act.treatment.id, "ending: a cease is reversed by an act of its own")


def _unfit_list(
    listed: MedicationList, known: Row | None, left: CeasedTreatment | None, act: RowAct, limits: Limits
) -> Iterator[Problem]:
    """What the list would be that it must not be: too long, or with one prescription in two rows."""
    told = _result(known, left, act)
    if told is None:
        return
    if known is None:
        yield from too_many(len(listed.rows) + 1, limits)
    if told.prescriptions:
        yield from shared((*(row.treatment for row in listed.rows if row.treatment.id != told.id), told))


def _result(known: Row | None, left: CeasedTreatment | None, act: RowAct) -> Treatment | None:
    match act:
        case TreatmentAdded():
            return act.treatment
        case TreatmentChanged() if known:
            return after_change(known, act)
        case CeaseReversed() if left and left.row:
            return left.row.treatment
        case _:
            return None


def _with_row(act: RowAct, known: Row | None, left: CeasedTreatment | None, now: datetime) -> RowAct:
    """The fact: a treatment that leaves the list or comes back has its row with it."""
    match act:
        case TreatmentCeased():
            row = known if reached(act.ending.effective, now) else None
        case CeaseReversed():
            row = left.row if left else None
        case _:
            return act
    return act if act.row is row else replace(act, row=row)


def _differs(known: Row | None, act: RowAct) -> tuple[str, ...]:
    match act:
        case TreatmentChanged() if known:
            return differing(known.treatment, merged(known.treatment, act.treatment, act.cannot_carry))
        case TreatmentAdded() if known:
            return differing(known.treatment, act.treatment)
        case TreatmentPaused() | TreatmentResumed():
            return ("pause",)
        case TreatmentCeased() | CeaseReversed():
            return ("ending",)
        case _:
            return ()


def _told(act: RowAct) -> Iterable[Treatment]:
    return (act.treatment,) if isinstance(act, TreatmentAdded | TreatmentChanged) else ()
