"""Understands how facts change what stands beside the rows; none of them changes a row (R7, R9, R29)."""

from collections.abc import Sequence
from datetime import datetime

from carebus.domain.medication.beside import (
    Dispensing,
    Gap,
    GapKind,
    Prescription,
    PrescriptionStatus,
)
from carebus.domain.medication.events import (
    LockedItemReported,
    Prescribing,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
    PrescriptionSuspended,
)
from carebus.domain.medication.limits import (
    DISPENSINGS,
    DISPENSINGS_OF_ONE,
    ENDED_PRESCRIPTIONS,
    ORDERS,
    PRESCRIPTIONS,
    VISIBLE,
)
from carebus.domain.medication.moving import changed, step
from carebus.domain.medication.view import MedicationList, RowFields
from carebus.domain.provenance import told_at
from carebus.domain.record import replace

_FOR_GOOD = frozenset({PrescriptionStatus.RECALLED, PrescriptionStatus.EXPIRED})


def after_prescribing(listed: MedicationList, event: Prescribing) -> MedicationList:
    """The list beside which a prescription began, changed or ended; the version moves where R2 says so."""
    told = _prescription(listed, event)
    prescriptions = with_prescription(listed.prescriptions, told, event.provenance.received)
    if told in listed.prescriptions:
        return listed
    if not isinstance(event, PrescriptionIssued | PrescriptionRecalled) or not _moves(listed, event, told):
        return changed(listed, prescriptions=prescriptions)
    names = (RowFields(_row(listed, told), ("prescriptions",)),)
    steps = step(listed, event.provenance, names, event.made_in)
    return changed(listed, prescriptions=prescriptions, steps=steps, version=listed.version + 1)


def with_prescription(
    known: Sequence[Prescription], told: Prescription, received: datetime
) -> tuple[Prescription, ...]:
    """The prescriptions with one more, or one told anew; of those that are over, the newest."""
    together = (*(each for each in known if each.id != told.id), told)
    if len(together) <= ENDED_PRESCRIPTIONS:
        return together
    horizon = (received - VISIBLE).date().isoformat()
    kinds = [_kind(each, horizon) for each in together]
    spare = {kind: kinds.count(kind) - most for kind, most in _MOST.items()}
    kept = []
    for each, kind in zip(together, kinds, strict=True):
        if spare[kind] > 0:
            spare[kind] -= 1
        else:
            kept.append(each)
    return tuple(kept)


_MOST = {"live": PRESCRIPTIONS, "over": ENDED_PRESCRIPTIONS, "order": ORDERS}


def _kind(prescription: Prescription, horizon: str) -> str:
    if prescription.encounter:
        return "order"
    too_old = prescription.valid_until is not None and prescription.valid_until[:10] < horizon
    return "over" if prescription.status in _FOR_GOOD or too_old else "live"


def _prescription(listed: MedicationList, event: Prescribing) -> Prescription:
    """What is known of the prescription after the event: its end stands, also where it comes before its beginning."""
    wanted = event.prescription.id if isinstance(event, PrescriptionIssued) else event.prescription
    known = next((each for each in listed.prescriptions if each.id == wanted), None)
    source = event.provenance.source
    match event:
        case PrescriptionIssued(prescription=told):
            kept = known is not None and (known.medicine is None or known.status in _FOR_GOOD)
            return replace(told, source=source, status=known.status if known and kept else told.status)
        case PrescriptionRecalled():
            status = PrescriptionStatus.RECALLED
        case PrescriptionExpired():
            status = PrescriptionStatus.EXPIRED
        case PrescriptionSuspended():
            status = PrescriptionStatus.ACTIVE if event.released else PrescriptionStatus.ON_HOLD
    if known is None:
        return Prescription(wanted, status=status, source=source)
    return known if known.status in _FOR_GOOD else replace(known, status=status)


def _moves(listed: MedicationList, event: PrescriptionIssued | PrescriptionRecalled, told: Prescription) -> bool:
    """The order of an admission is no prescription, and one that was made in a write moved the version with it."""
    if listed.version == 0 or told.encounter:
        return False
    mine = (event.provenance.source, event.made_in)
    return not any((each.source, each.submission_id) == mine for each in listed.steps)


def _row(listed: MedicationList, told: Prescription) -> str:
    holding = (row.treatment.id for row in listed.rows if told.id in row.treatment.prescriptions)
    return told.treatment or next(holding, "list")


def with_dispensing(known: Sequence[Dispensing], told: Dispensing) -> tuple[Dispensing, ...]:
    """The dispensings with one more; of one prescription, and in all, the newest."""
    together = sorted((*(each for each in known if each.id != told.id), told), key=_when)
    of_one = [each for each in together if (each.prescription, each.treatment) == (told.prescription, told.treatment)]
    too_many = of_one[:-DISPENSINGS_OF_ONE]
    return tuple(each for each in together if each not in too_many)[-DISPENSINGS:]


def _when(dispensing: Dispensing) -> tuple[datetime, str]:
    return (dispensing.at, dispensing.id)


def after_lock(listed: MedicationList, event: LockedItemReported) -> MedicationList:
    """The list with, or without, locked prescriptions at one register (R9)."""
    others = tuple(g for g in listed.gaps if (g.kind, g.place) != (GapKind.LOCKED, event.place))
    if not event.locked:
        return changed(listed, gaps=others)
    known = len(others) < len(listed.gaps)
    gap = Gap(GapKind.LOCKED, event.place, told_at(event.provenance))
    return listed if known else changed(listed, gaps=(*others, gap))
