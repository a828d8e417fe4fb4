"""Understands whether the list may be trusted as what the patient takes: not from an admission until a reconcile after it (R8)."""

from collections.abc import Iterable
from datetime import datetime

from carebus.domain.medication.beside import Admission, Discharge
from carebus.domain.medication.events import AdmissionEnded, AdmissionStarted, Whereabouts
from carebus.domain.medication.limits import DISCHARGES, LONG_ADMISSION
from carebus.domain.medication.moving import changed
from carebus.domain.medication.view import MedicationList
from carebus.domain.record import replace


def is_authoritative(listed: MedicationList) -> bool:
    """Whether no admission is open, and the list was reconciled after the last one."""
    if listed.admissions:
        return False
    if listed.discharged is None:
        return True
    return listed.reconciled is not None and listed.reconciled.at > listed.discharged


def overdue(listed: MedicationList, now: datetime) -> tuple[Admission, ...]:
    """The admissions that have had no end for too long: somebody should look."""
    return tuple(each for each in listed.admissions if now - each.since > LONG_ADMISSION)


def after_move(listed: MedicationList, event: Whereabouts) -> MedicationList:
    """The list of a patient who came to a hospital or left it."""
    return _after_start(listed, event) if isinstance(event, AdmissionStarted) else _after_end(listed, event)


def _after_start(listed: MedicationList, event: AdmissionStarted) -> MedicationList:
    """The list of an admitted patient. A start that comes after its own end opens nothing; one that takes a discharge back does."""
    ends = [each for each in listed.discharges if each.encounter == event.encounter]
    is_late = any(each.cancelled or event.at <= each.at for each in ends)
    if any(each.encounter == event.encounter for each in listed.admissions) or (is_late and not event.reopens):
        return listed
    admission = Admission(event.encounter, event.at, event.provenance.organisation)
    discharges = tuple(each for each in listed.discharges if each not in ends)
    return _settled(listed, (*listed.admissions, admission), discharges)


def _after_end(listed: MedicationList, event: AdmissionEnded) -> MedicationList:
    """The list of a discharged patient, or of one who never was admitted."""
    discharge = Discharge(event.encounter, event.at, event.cancelled)
    admissions = tuple(each for each in listed.admissions if each.encounter != event.encounter)
    others = (each for each in listed.discharges if each.encounter != event.encounter)
    newest = sorted((*others, discharge), key=_when)[-DISCHARGES:]
    return _settled(listed, admissions, tuple(newest))


def _settled(
    listed: MedicationList, admissions: tuple[Admission, ...], discharges: tuple[Discharge, ...]
) -> MedicationList:
    after = changed(listed, admissions=admissions, discharges=discharges, discharged=_last(discharges))
    return after if after is listed else _judged(after)


def _judged(listed: MedicationList) -> MedicationList:
    return replace(listed, authoritative=is_authoritative(listed))


def _last(discharges: Iterable[Discharge]) -> datetime | None:
    return max((each.at for each in discharges if not each.cancelled), default=None)


def _when(discharge: Discharge) -> tuple[datetime, str]:
    return (discharge.at, discharge.encounter)
