"""Understands how one act changes one row of the list."""

from carebus.domain.medication.carried import merged
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.moving import moved, row
from carebus.domain.medication.treatment import Ending, Person, Treatment
from carebus.domain.medication.view import MedicationList, Row, RowFields
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
from carebus.domain.record import replace


def after_act(listed: MedicationList, act: RowAct) -> MedicationList:  # noqa: PLR0911 - the whole vocabulary at one glance
    """The list after an act on one row; the same object where it means nothing new."""
    match act:
        case TreatmentAdded():
            return _with(listed, act, act.treatment, ("added",))
        case TreatmentChanged():
            return _changed(listed, act)
        case TreatmentPaused():
            return _decided(listed, act, act.by, pause=act.pause)
        case TreatmentResumed():
            return _decided(listed, act, act.by, pause=None)
        case TreatmentCeased(row=None):
            return _ending(listed, act, act.treatment, act.ending, act.ending.by)
        case TreatmentCeased():
            return _without(listed, act, act.treatment, "ceased", act.ending.by)
        case CeaseReversed(row=None):
            return _ending(listed, act, act.treatment, None, act.by)
        case CeaseReversed():
            return _back(listed, act, act.row)
        case TreatmentRetracted():
            return _without(listed, act, act.treatment, "retracted", act.by)


def place_of(listed: MedicationList, treatment: str) -> int | None:
    """Where on the list a treatment stands."""
    for place, known in enumerate(listed.rows):
        if known.treatment.id == treatment:
            return place
    return None


def after_change(known: Row, act: TreatmentChanged) -> Treatment:
    """What a change makes of a row."""
    told = merged(known.treatment, act.treatment, act.cannot_carry)
    return told if told.decided_by else replace(told, decided_by=known.treatment.decided_by)


def _changed(listed: MedicationList, act: TreatmentChanged) -> MedicationList:
    place = place_of(listed, act.treatment.id)
    if place is None:
        return listed
    treatment = after_change(listed.rows[place], act)
    fields = differing(listed.rows[place].treatment, treatment)
    return _put(listed, act, place, treatment, listed.rows[place].ending, fields) if fields else listed


def _decided(
    listed: MedicationList, act: TreatmentPaused | TreatmentResumed, by: Person | None, **changes: object
) -> MedicationList:
    place = place_of(listed, act.treatment)
    if place is None:
        return listed
    known = listed.rows[place]
    treatment = replace(known.treatment, decided_by=by or known.treatment.decided_by, **changes)
    fields = differing(known.treatment, treatment)
    return _put(listed, act, place, treatment, known.ending, fields) if fields else listed


def _ending(
    listed: MedicationList, act: RowAct, treatment: str, ending: Ending | None, by: Person | None
) -> MedicationList:
    place = place_of(listed, treatment)
    if place is None or listed.rows[place].ending == ending:
        return listed
    known = listed.rows[place].treatment
    return _put(listed, act, place, replace(known, decided_by=by or known.decided_by), ending, ("ending",))


def _put(
    listed: MedicationList,
    act: RowAct,
    place: int,
    treatment: Treatment,
    ending: Ending | None,
    fields: tuple[str, ...],
) -> MedicationList:
    new = row(listed, act.provenance, treatment, ending)
    rows = (*listed.rows[:place], new, *listed.rows[place + 1 :])
    return moved(listed, act.provenance, rows, (RowFields(treatment.id, fields),), treatment.decided_by)


def _with(listed: MedicationList, act: RowAct, treatment: Treatment, fields: tuple[str, ...]) -> MedicationList:
    rows = (*listed.rows, row(listed, act.provenance, treatment))
    return moved(listed, act.provenance, rows, (RowFields(treatment.id, fields),), treatment.decided_by)


def _back(listed: MedicationList, act: CeaseReversed, stood: Row | None) -> MedicationList:
    if stood is None:
        return listed
    by = act.by or stood.treatment.decided_by
    return _with(listed, act, replace(stood.treatment, decided_by=by), ("reversed",))


def _without(listed: MedicationList, act: RowAct, treatment: str, how: str, by: Person | None) -> MedicationList:
    rows = (known for known in listed.rows if known.treatment.id != treatment)
    return moved(listed, act.provenance, rows, (RowFields(treatment, (how,)),), by)
