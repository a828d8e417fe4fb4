"""Understands whether a decision that nobody took back is on the list, told by the facts alone and not by the rules that made the list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from carebus.demo.town.evidence import Evidence
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.events import ListObserved, MedicationEvent
from carebus.domain.medication.treatment import Dosage, TreatmentId
from carebus.domain.medication.view import CeasedTreatment, Gone, Row
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListSubmitted,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentEnded,
    TreatmentRetracted,
)
from carebus.domain.provenance import PatientKey
from carebus.domain.verdicts import Outcome

Standing = dict[TreatmentId, Dosage]


def from_accepted(evidence: Evidence) -> Iterator[str | None]:
    """Every row names the write that decided it, and that write was accepted."""
    accepted = {(v.source, v.submission_id, v.original) for v in evidence.verdicts if v.outcome is Outcome.ACCEPTED}
    for listed in evidence.lists.values():
        for row in listed.rows:
            by = (row.act.source, row.act.submission_id, row.act.original)
            yield None if by in accepted else f"row {row.treatment.id}: by {by[0]} {by[1]}, which was not accepted"


def never_both(evidence: Evidence) -> Iterator[str | None]:
    """What has left the list does not stand on it, and what has come back does."""
    listed = {(key, row.treatment.id) for key, each in evidence.lists.items() for row in each.rows}
    for (patient, _unit), view in evidence.views.items():
        if isinstance(view, CeasedTreatment):
            right = ((patient, view.id) in listed) == (view.gone is Gone.BACK)
            yield None if right else f"row {view.id}: {view.gone}, and the list says otherwise"


def still_there(evidence: Evidence) -> Iterator[str | None]:
    """Every row that was accepted and not ceased, retracted or ended since is on its list, with the dose last decided; and no other row."""
    by_patient: defaultdict[PatientKey, list[MedicationEvent]] = defaultdict(list)
    for patient, fact, _sent in evidence.meant(MEDICATION):
        by_patient[patient].append(fact)
    for patient in dict.fromkeys((*by_patient, *evidence.lists)):
        listed = evidence.lists.get(patient)
        shown = {row.treatment.id: row.treatment.dosage for row in listed.rows} if listed else {}
        yield from _compared(standing(by_patient[patient]), shown)


def standing(facts: Iterable[MedicationEvent]) -> Standing:
    """What somebody decided and nobody ended, with the dose last told."""
    rows: Standing = {}
    for fact in facts:
        _add(rows, fact)
        for gone in _gone(fact):
            rows.pop(gone, None)
    return rows


def _add(rows: Standing, fact: MedicationEvent) -> None:
    match fact:
        case TreatmentAdded() | TreatmentChanged():
            rows[fact.treatment.id] = fact.treatment.dosage
        case CeaseReversed(row=Row() as back):
            rows[fact.treatment] = back.treatment.dosage
        case ListSubmitted() | ListObserved(first=True):
            rows.update({each.id: each.dosage for each in fact.rows})
        case _:
            pass


def _gone(fact: MedicationEvent) -> Iterable[TreatmentId]:
    match fact:
        case TreatmentCeased(row=Row()) | TreatmentRetracted() | TreatmentEnded():
            return (fact.treatment,)
        case ListSubmitted():
            return (*_ceased(fact.ceased), *(each.treatment for each in fact.retracted))
        case ListObserved(first=True):
            return _ceased(fact.ceased)
        case _:
            return ()


def _ceased(ceases: Iterable[Cease]) -> tuple[TreatmentId, ...]:
    return tuple(cease.treatment.id for cease in ceases if cease.row)


def _compared(decided: Standing, shown: Standing) -> Iterator[str | None]:
    for treatment in dict.fromkeys((*decided, *shown)):
        if treatment not in shown:
            yield f"row {treatment}: accepted, never ended, and not on the list"
        elif treatment not in decided:
            yield f"row {treatment}: on the list, and no fact put it there"
        else:
            same = decided[treatment] == shown[treatment]
            yield None if same else f"row {treatment}: another dose than was decided last"
