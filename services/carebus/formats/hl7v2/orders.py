"""Understands an encoded order (RDE): the prescription, or the order of a stay, that one ORC and its RXE tell (R29)."""

from functools import partial
from typing import Any

from carebus.domain.medication.beside import Prescription
from carebus.domain.medication.events import PrescriptionIssued, PrescriptionRecalled, PrescriptionSuspended
from carebus.domain.medication.treatment import PrescriptionId
from carebus.domain.problems import Code
from carebus.formats.hl7v2 import identifiers
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.codes import amount
from carebus.formats.hl7v2.control import CONTROLS, Effect, why_no_order
from carebus.formats.hl7v2.dosages import dosage
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.medicines import ORDERED, medicine
from carebus.formats.hl7v2.parties import prescriber
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import Time, time


def order(group: Segments, pv1: Segment | None) -> Act:
    """What has happened to an order, by an ORC and what follows it; a problem where its code is for something else."""
    orc = group.all("ORC")[0]
    at, found = _at(orc), identifiers.order(orc)
    occurred = None if at is None else at.instant
    code = orc.whole(1)
    if code is None:
        orc.missing(1)
    elif why := why_no_order(code):
        orc.reading.note(Code.INVALID_VALUE, f"{orc.path}-1", why)
    effect = CONTROLS[code].effect if code in CONTROLS else None
    if effect in (None, Effect.ISSUED):
        told = _prescription(group, orc, pv1, found, at)
        return Act(partial(PrescriptionIssued, prescription=told) if told and effect else None, occurred)
    return Act(_ended(found, effect) if found else None, occurred)


def _ended(found: PrescriptionId, effect: Effect | None) -> partial[Any]:
    if effect is Effect.RECALLED:
        return partial(PrescriptionRecalled, prescription=found)
    return partial(PrescriptionSuspended, prescription=found, released=effect is Effect.RELEASED)


def _prescription(
    group: Segments, orc: Segment, pv1: Segment | None, found: PrescriptionId | None, at: Time | None
) -> Prescription | None:
    """The prescription as told; HL7 has no field for `valid_until` and `kind` (7491), nor for a row of the list."""
    rxe = group.needed("RXE")
    if rxe is None:
        return None
    return Prescription(
        id=found or PrescriptionId(""),
        medicine=medicine(rxe, ORDERED),
        dosage=dosage(group, orc, rxe),
        issued=None if at is None else at.iso,
        repeats=rxe.whole(12),
        amount=amount(rxe, 10, 11),
        prescriber=prescriber(group, orc, rxe),
        encounter=identifiers.admission(pv1, orc),
    )


def _at(orc: Segment) -> Time | None:
    """When the order was made or changed: the transaction (ORC-9), else the time from which it holds (ORC-15)."""
    return time(orc.one(9)) or time(orc.one(15))
