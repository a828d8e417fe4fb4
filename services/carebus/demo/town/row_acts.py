"""Understands the acts of a physician on one row of the list."""

from datetime import timedelta

from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.medicines import VOLVEN, dose, rewritten, row
from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Ending, Pause, Treatment, TreatmentId
from carebus.domain.medication.view import Row
from carebus.domain.medication.writes import (
    CeaseReversed,
    ListReconciled,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
)
from carebus.domain.record import replace

_REASONS = (
    (Coding(VOLVEN + "7494", "A", "Avsluttet behandling"), None),
    (Coding(VOLVEN + "7494", "X", "Annen årsak"), "dizzy in the mornings"),
    (Coding(VOLVEN + "7494", "X", "Annen årsak"), "interaction with another medicine"),
    (Coding(VOLVEN + "7494", "X", "Annen årsak"), "kidney function has fallen"),
)


def add(sight: Sight) -> Draft:
    """A treatment begins; sometimes with the prescription that is written in the same breath."""
    prescribed = sight.of.random() < 0.35
    new = row(sight.of, sight.by, sight.now, without=sight.chart.medicines, prescribed=prescribed)
    then = Kind.PRESCRIBE_WITH if prescribed else None
    return Draft(Kind.ADD, TreatmentAdded, {**sight.base, "treatment": new}, new.id, then)


def change(sight: Sight) -> Draft | None:
    """Another dose; a note may be taken away by the way."""
    found = sight.row()
    if found is None:
        return None
    told = found.treatment
    removed = ("note",) if told.note and sight.of.random() < 0.5 else ()
    new = replace(
        carried(told, sight.writer.cannot_carry),
        dosage=dose(sight.of, told.dosage),
        note=None if removed else told.note,
        decided_by=sight.by,
    )
    fields = {"treatment": new, "removed": removed, "cannot_carry": sight.writer.cannot_carry}
    return Draft(Kind.CHANGE, TreatmentChanged, {**sight.base, **fields}, told.id)


def rewrite(sight: Sight) -> Draft | None:
    """The row as it stands, as another system writes it: it means the same, and changes nothing (R5)."""
    found = sight.row()
    if found is None:
        return None
    new = replace(found.treatment, dosage=rewritten(found.treatment.dosage))
    return Draft(Kind.REWRITE, TreatmentChanged, {**sight.base, "treatment": new}, new.id)


def pause(sight: Sight) -> Draft | None:
    """Not taken for a while; a system that does not know pauses cannot say so."""
    found = sight.any_of([each for each in sight.chart.rows if each.treatment.pause is None and _can_pause(sight)])
    until = (sight.now + timedelta(days=14)).date().isoformat() if sight.of.random() < 0.5 else None
    told = Pause(sight.today, until, "infection")
    return _about(sight, Kind.PAUSE, TreatmentPaused, found, pause=told, by=sight.by)


def resume(sight: Sight) -> Draft | None:
    """Taken again."""
    found = sight.any_of([each for each in sight.chart.rows if each.treatment.pause and _can_pause(sight)])
    return _about(sight, Kind.RESUME, TreatmentResumed, found, by=sight.by)


def cease(sight: Sight) -> Draft | None:
    """Stopped today (seponert)."""
    return _about(sight, Kind.CEASE, TreatmentCeased, sight.row(), ending=ending(sight, 0))


def cease_later(sight: Sight) -> Draft | None:
    """Stopped from a date ahead: it stays on the list until then (R4)."""
    found = sight.any_of([each for each in sight.chart.rows if each.ending is None])
    told = ending(sight, sight.of.randint(2, 30))
    return _about(sight, Kind.CEASE_LATER, TreatmentCeased, found, ending=told)


def reverse(sight: Sight) -> Draft | None:
    """A cease is undone, of a row that has left the list or that will."""
    ending_ids = [each.treatment.id for each in sight.chart.rows if each.ending]
    found = sight.any_of([*ending_ids, *(each.id for each in sight.chart.stopped)])
    if found is None:
        return None
    return Draft(Kind.REVERSE, CeaseReversed, {**sight.base, "treatment": found, "by": sight.by}, found)


def retract(sight: Sight) -> Draft | None:
    """Registered in error; also what has been ceased can have been."""
    ceased = [each.row for each in sight.chart.stopped] if sight.of.random() < 0.3 else []
    found = sight.any_of(ceased) or sight.row()
    return _about(sight, Kind.RETRACT, TreatmentRetracted, found, reason="wrong patient", by=sight.by)


def reconcile(sight: Sight) -> Draft | None:
    """The whole list was gone through and found right (samstemt)."""
    if sight.chart.listed.version == 0:
        return None
    return Draft(Kind.RECONCILE, ListReconciled, {**sight.base, "by": sight.by})


def ending(sight: Sight, days: int) -> Ending:
    """A cease in so many days, with its reason (7494)."""
    reason, text = sight.of.choice(_REASONS)
    return Ending((sight.now + timedelta(days=days)).date().isoformat(), reason, text, sight.by)


def carried(told: Treatment, cannot_carry: tuple[str, ...]) -> Treatment:
    """The row as a system has it that does not know `pause`."""
    return replace(told, pause=None) if "pause" in cannot_carry else told


def _can_pause(sight: Sight) -> bool:
    return "pause" not in sight.writer.cannot_carry


def _about(sight: Sight, kind: Kind, record: type, found: Row | None, **fields: object) -> Draft | None:
    if found is None:
        return None
    treatment: TreatmentId = found.treatment.id
    return Draft(kind, record, {**sight.base, "treatment": treatment, **fields}, treatment)
