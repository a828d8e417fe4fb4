"""Understands why a row is as it is: which facts touched it, what each did, and which fields it changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.medication.account import ENDING
from carebus.domain.medication.events import ListObserved, MedicationEvent, PrescriptionIssued
from carebus.domain.medication.meaning import differing, value
from carebus.domain.medication.moving import act as act_of
from carebus.domain.medication.status import standing, standing_of_ceased
from carebus.domain.medication.treatment import Ending, Person, Treatment
from carebus.domain.medication.view import CeasedTreatment, Gone, MedicationList, Row
from carebus.domain.medication.writes import TreatmentAdded, TreatmentCeased, TreatmentChanged
from carebus.domain.provenance import PatientKey
from carebus.reader.medication.history import EMPTY, Fact, Medication
from carebus.reader.medication.over_records import OverRecords, over_records
from carebus.reader.pictures.acts import act, person
from carebus.reader.pictures.medication.explained import ChangePicture, Deed, DeedPicture, ExplainedPicture
from carebus.reader.pictures.medication.rows import treatment
from carebus.reader.pictures.medication.words import medicine_words, standing_words, words
from carebus.reader.pictures.parts import Audience

_LEFT = {Gone.STOPPED: Deed.STOPPED, Gone.COMPLETED: Deed.COMPLETED, Gone.RETRACTED: Deed.RETRACTED}


@dataclass(frozen=True, slots=True)
class _Stand:
    """How one treatment stands after a fact: on the list, or having left it."""

    row: Row | None
    gone: CeasedTreatment | None

    @property
    def treatment(self) -> Treatment | None:
        last = self._last
        return last.treatment if last else None

    @property
    def ending(self) -> Ending | None:
        if self.row:
            return self.row.ending
        return self.gone.ending if self.gone else None

    @property
    def _last(self) -> Row | None:
        return self.row or (self.gone.row if self.gone else None)


def explain(
    facts: Iterable[Fact], row: str, audience: Audience, now: datetime, name: Callable[[PatientKey], str]
) -> ExplainedPicture | None:
    """Every act on a row, oldest first; None where no fact touched it. `name` is the pseudonym of another record of the patient.

    What a row was that was registered in error (R4), a patient is not shown: it may be another patient's.
    """
    known, deeds, last = EMPTY, [], None
    for fact in facts:
        before, known = known, known.after(fact.event)
        was, stands = _stand(before, row), _stand(known, row)
        over = over_records(fact.event, row, before, known)
        if over or _touches(before, known, row):
            last = stands.treatment or last
            deed = _deed(fact, was, stands, known.listed, audience)
            deeds.append(_over(deed, over, name) if over else deed)
    if not deeds:
        return None
    is_masked = audience is Audience.PATIENT and row in known.retracted
    return ExplainedPicture(
        row=row,
        display=medicine_words(last.medicine) if last and not is_masked else None,
        words=_words(_stand(known, row), now),
        deeds=tuple(map(_masked, deeds) if is_masked else deeds),
    )


def _over(deed: DeedPicture, over: OverRecords, name: Callable[[PatientKey], str]) -> DeedPicture:
    """The same, said as what it was: a reconciliation over records, or its undoing."""
    other = name(over.record) if over.record else None
    return deed.model_copy(update={"what": over.deed, "other_record": other, "other_row": over.row})


def _stand(known: Medication, row: str) -> _Stand:
    return _Stand(known.row(row), known.gone(row))


def _touches(before: Medication, after: Medication, row: str) -> bool:
    if _stand(before, row) != _stand(after, row):
        return True
    moved = after.listed.version != before.listed.version and after.row(row) is not None
    return moved and any(each.row == row for each in after.listed.steps[-1].rows)


def _deed(fact: Fact, was: _Stand, stands: _Stand, listed: MedicationList, audience: Audience) -> DeedPicture:
    provenance = fact.event.provenance
    told = stands.treatment
    return DeedPicture(
        what=_what(fact.event, was, stands),
        record=type(fact.event).__name__,
        changes=tuple(_changes(was, stands)),
        treatment=treatment(told, audience) if told else None,
        on_list=stands.row is not None,
        by=person(_by(fact.event), audience),
        act=act(act_of(provenance)),
        point_of_care=provenance.point_of_care,
        format=provenance.format,
        version=listed.version,
        decided=fact.decided,
        during_admission=bool(listed.admissions),
    )


def _what(event: MedicationEvent, was: _Stand, stands: _Stand) -> Deed:
    if stands.row is None:
        return _LEFT[stands.gone.gone] if stands.gone and stands.gone.gone in _LEFT else Deed.CHANGED
    if was.row is None:
        return _came(event, was)
    return _changed(was.row, stands.row)


def _came(event: MedicationEvent, was: _Stand) -> Deed:
    if was.gone is not None:
        return Deed.REVERSED
    return Deed.IMPORTED if isinstance(event, ListObserved) else Deed.ADDED


def _changed(was: Row, row: Row) -> Deed:
    fields = differing(was.treatment, row.treatment)
    if was.ending != row.ending and not fields:
        return Deed.CEASED_AHEAD if row.ending else Deed.REVERSED
    if fields == ("pause",) and not (was.treatment.pause and row.treatment.pause):
        return Deed.PAUSED if row.treatment.pause else Deed.RESUMED
    return Deed.CHANGED if fields or was.ending != row.ending else Deed.PRESCRIBED


def _changes(was: _Stand, stands: _Stand) -> Iterator[ChangePicture]:
    one, other = was.treatment, stands.treatment
    if one is None or other is None:
        return
    for name in differing(one, other):
        yield ChangePicture(field=name, before=words(value(one, name)), after=words(value(other, name)))
    if was.ending != stands.ending:
        yield ChangePicture(field=ENDING, before=words(was.ending), after=words(stands.ending))


def _by(event: MedicationEvent) -> Person | None:
    match event:
        case TreatmentCeased():
            return event.ending.by
        case TreatmentAdded() | TreatmentChanged():
            return event.treatment.decided_by
        case PrescriptionIssued():
            return event.prescription.prescriber
        case _:
            by = getattr(event, "by", None)
            return by if isinstance(by, Person) else None


def _words(stands: _Stand, now: datetime) -> str:
    if stands.row:
        return standing_words(standing(stands.row, now))
    state = standing_of_ceased(stands.gone) if stands.gone else None
    return standing_words(state) if state else ""


def _masked(deed: DeedPicture) -> DeedPicture:
    return deed.model_copy(update={"treatment": None, "changes": ()})
