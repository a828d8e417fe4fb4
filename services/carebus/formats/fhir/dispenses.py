"""Understands a MedicationDispense: what a pharmacy handed out.

Only `completed` becomes Dispensed. Of the others nothing was handed out (preparation, in-progress, on-hold, cancelled,
declined), it is not known what was (stopped, unknown), or it is taken back (entered-in-error), which no event of the
area can say: they are held for a person.
Source: FHIR R4, MedicationDispense; sfm-dispenseinfo for a cancelled M10.
"""

from functools import partial

from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import PrescriptionId
from carebus.domain.provenance import Provenance
from carebus.domain.record import replace
from carebus.formats.fhir import extensions
from carebus.formats.fhir.concepts import number, unit
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import called, prescription_of, treatment_of
from carebus.formats.fhir.medicines import medicine
from carebus.formats.fhir.parts import Made, Reader, dated, not_mapped
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION
from carebus.formats.fhir.times import beginning

COMPLETED = "completed"
_NOTHING_YET = "nothing has been handed out"
NO_STATUSES = {
    "preparation": _NOTHING_YET,
    "in-progress": _NOTHING_YET,
    "on-hold": _NOTHING_YET,
    "cancelled": _NOTHING_YET,
    "declined": _NOTHING_YET,
    "stopped": "it is not known what was handed out before it stopped",
    "unknown": "its source does not know whether anything was handed out",
    "entered-in-error": "no event takes a dispensing back: a person must look at it",
}


def dispense(resource: Element, shelf: Shelf) -> Made | None:
    """The submission that a MedicationDispense makes; what keeps it from making one is noted."""
    status = resource.needed("status")
    if status is not None and status != COMPLETED:
        _refuse(resource, status)
    info = resource.extension(EXTENSION["dispenseinfo"])
    if extensions.flag(info, "cancellation"):
        not_mapped(resource, "extension", NO_STATUSES["entered-in-error"])
    handed_over = resource.date("whenHandedOver") or resource.date("whenPrepared")
    at = beginning(handed_over)
    if at is None:
        resource.missing("whenHandedOver")
        return None
    quantity, first = resource.one("quantity"), resource.first("authorizingPrescription")
    made = Dispensing(
        id=called(resource) or "",
        at=at,
        medicine=medicine(resource, shelf),
        prescription=_prescription(info) or prescription_of(first, shelf),
        treatment=treatment_of(first, shelf),
        amount=number(quantity),
        unit=unit(quantity),
        pharmacy=_pharmacy(resource, shelf),
    )
    return partial(_dispensed, made)


def _dispensed(made: Dispensing, provenance: Provenance) -> Dispensed:
    """Without an id of its own it is known by the name of its submission."""
    return Dispensed(provenance, made if made.id else replace(made, id=provenance.submission_id))


def _refuse(resource: Element, status: str) -> None:
    if status in NO_STATUSES:
        not_mapped(resource, "status", NO_STATUSES[status])
    else:
        resource.wrong("status", "no code of FHIR R4")


def _prescription(info: Element | None) -> PrescriptionId | None:
    told = extensions.text(info, "prescriptionid")
    return None if told is None else PrescriptionId(told)


def _pharmacy(resource: Element, shelf: Shelf) -> str | None:
    """The organisation, else the person, that handed it out."""
    found = [person(each.one("actor"), shelf) for each in resource.all("performer")]
    names = (each.organisation or each.name for each in found if each is not None)
    return next((each for each in names if each), None)


READER = Reader(dispense, dated("whenHandedOver"))
