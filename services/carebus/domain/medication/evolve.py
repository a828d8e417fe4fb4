"""Understands how one fact changes one picture: the list, or a treatment that left it."""

from typing import assert_never

from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    Beside,
    ChangeProposed,
    DiscrepancyAnswered,
    DiscrepancyReported,
    Dispensed,
    ListObserved,
    LockedItemReported,
    MedicationEvent,
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
    PrescriptionSuspended,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.evolve_beside import after_lock, after_prescribing, with_dispensing
from carebus.domain.medication.evolve_ceased import evolve_ceased
from carebus.domain.medication.evolve_list import after_list
from carebus.domain.medication.evolve_rows import after_act
from carebus.domain.medication.evolve_taken import after_close, after_reopen
from carebus.domain.medication.evolve_waiting import after_answer, after_asking
from carebus.domain.medication.moving import changed, stamp
from carebus.domain.medication.multidose import after_multidose
from carebus.domain.medication.observed import after_lookup
from carebus.domain.medication.reconciled import after_move, is_authoritative
from carebus.domain.medication.units import LIST, treatment_of
from carebus.domain.medication.view import NOTHING, CeasedTreatment, MedicationList, View
from carebus.domain.medication.writes import (
    CeaseReversed,
    ListClosed,
    ListReconciled,
    ListReopened,
    ListSubmitted,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentEnded,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
)
from carebus.domain.record import replace


def evolve(unit: str, view: View | None, event: MedicationEvent) -> View | None:
    """The picture of a unit after a fact; the same object where the fact is not about it, or adds nothing."""
    if unit == LIST:
        listed = view if isinstance(view, MedicationList) else NOTHING
        after = evolve_list(listed, event)
        return view if after is listed else after
    left = view if isinstance(view, CeasedTreatment) else None
    return evolve_ceased(treatment_of(unit), left, event)


def evolve_list(listed: MedicationList, event: MedicationEvent) -> MedicationList:  # noqa: PLR0911 - the whole vocabulary at one glance
    """The list after a fact."""
    match event:
        case TreatmentAdded() | TreatmentChanged() | TreatmentPaused() | TreatmentResumed():
            return after_act(listed, event)
        case TreatmentCeased() | CeaseReversed() | TreatmentRetracted():
            return after_act(listed, event)
        case ListSubmitted():
            return after_list(listed, event)
        case ListReconciled():
            return _reconciled(listed, event)
        case ListClosed():
            return after_close(listed, event)
        case ListReopened():
            return after_reopen(listed, event)
        case TreatmentEnded():
            return _ended(listed, event)
        case _:
            return _beside(listed, event)


def _beside(listed: MedicationList, event: Beside) -> MedicationList:  # noqa: PLR0911 - the whole vocabulary at one glance
    match event:
        case PrescriptionIssued() | PrescriptionRecalled() | PrescriptionExpired() | PrescriptionSuspended():
            return after_prescribing(listed, event)
        case Dispensed():
            return changed(listed, dispensings=with_dispensing(listed.dispensings, event.dispensing))
        case ChangeProposed() | DiscrepancyReported():
            return after_asking(listed, event)
        case ProposalAccepted() | ProposalDeclined() | DiscrepancyAnswered():
            return after_answer(listed, event)
        case MultidoseResponsibilityRegistered() | MultidoseResponsibilityEnded() | MultidosePacked():
            return after_multidose(listed, event)
        case AdmissionStarted() | AdmissionEnded():
            return after_move(listed, event)
        case LockedItemReported():
            return after_lock(listed, event)
        case ListObserved():
            return after_lookup(listed, event)
        case _:
            assert_never(event)


def _reconciled(listed: MedicationList, event: ListReconciled) -> MedicationList:
    marked = changed(listed, reconciled=stamp(listed.version, event.provenance, event.by))
    return replace(marked, authoritative=is_authoritative(marked))


def _ended(listed: MedicationList, event: TreatmentEnded) -> MedicationList:
    return changed(listed, rows=tuple(row for row in listed.rows if row.treatment.id != event.treatment))
