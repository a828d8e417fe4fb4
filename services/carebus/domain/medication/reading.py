"""Understands what a reader asks of the list beside its rows: how old it is, what waits, what is prescribed and not on it."""

from datetime import datetime, timedelta

from carebus.domain.medication.beside import Packing, Prescription, PrescriptionStatus
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.waiting import Discrepancy, Proposal

_IN_FORCE = frozenset({PrescriptionStatus.ACTIVE, PrescriptionStatus.ON_HOLD})


def age(listed: MedicationList, now: datetime) -> timedelta | None:
    """How long ago a physician last found the whole list right; None where nobody ever did, however new its rows are (R6)."""
    return now - listed.reconciled.at if listed.reconciled else None


def not_on_the_list(listed: MedicationList) -> tuple[Prescription, ...]:
    """Prescribed, not on the list: what is in force and stands in no row (R1, R29)."""
    rows = {row.treatment.id for row in listed.rows}
    prescribed = {prescription for row in listed.rows for prescription in row.treatment.prescriptions}
    return tuple(
        each
        for each in listed.prescriptions
        if each.status in _IN_FORCE
        and each.encounter is None
        and each.medicine is not None
        and each.id not in prescribed
        and each.treatment not in rows
    )


def orders(listed: MedicationList) -> tuple[Prescription, ...]:
    """The orders of admissions, which are no prescriptions (R29)."""
    return tuple(each for each in listed.prescriptions if each.encounter and each.status in _IN_FORCE)


def waiting(listed: MedicationList) -> tuple[Proposal | Discrepancy, ...]:
    """What waits for a physician's answer, oldest first (R7)."""
    asked: list[Proposal | Discrepancy] = [*listed.proposals, *listed.discrepancies]
    return tuple(sorted((each for each in asked if not each.answer), key=_asked_when))


def _asked_when(each: Proposal | Discrepancy) -> tuple[datetime, str]:
    return (each.made, each.id)


def packed(listed: MedicationList) -> Packing | None:
    """The newest packing (M25.3), unless a newer list (M25.1) has been made since (R29)."""
    if listed.packed is None or listed.listed is None or listed.packed.made > listed.listed:
        return listed.packed
    return None
