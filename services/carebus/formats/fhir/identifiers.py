"""Understands by which ids a row and a prescription are known: the PLL id (libid) and the ReseptId, told apart by the identifier's type.

Source: no-basis-MedicationStatement 2.0.1 (PLL: `type.text`, no system); SFM Basis API.
"""

from carebus.domain.medication.treatment import PrescriptionId, TreatmentId
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf, tail
from carebus.formats.fhir.systems import PLL, RESEPT_ID


def treatment_id(resource: Element) -> TreatmentId | None:
    """The PLL id; never another in its place (R1)."""
    found = _typed(resource, PLL)
    return None if found is None else TreatmentId(found)


def resept_id(resource: Element) -> PrescriptionId | None:
    """The ReseptId: the id of the message M1."""
    found = _typed(resource, RESEPT_ID)
    return None if found is None else PrescriptionId(found)


def prescription_id(resource: Element) -> PrescriptionId | None:
    """The ReseptId, else what the resource is called by its own source."""
    own = resept_id(resource) or called(resource)
    return None if own is None else PrescriptionId(own)


def called(resource: Element) -> str | None:
    """The first identifier with its system, else the id of the resource."""
    found = (_whole(each) for each in resource.all("identifier") if not _is_of(each, PLL))
    return next((each for each in found if each), None) or resource.text("id")


def prescription_of(reference: Element | None, shelf: Shelf) -> PrescriptionId | None:
    """The prescription that a Reference points at, in the message or not."""
    if reference is None:
        return None
    target = shelf.target(reference)
    if target is not None:
        return prescription_id(target)
    identifier = reference.one("identifier")
    named = (None if identifier is None else _value_or_whole(identifier)) or tail(reference)
    return None if named is None else PrescriptionId(named)


def treatment_of(reference: Element | None, shelf: Shelf) -> TreatmentId | None:
    """The row that a Reference points at, in the message or by its PLL id."""
    if reference is None:
        return None
    target, identifier = shelf.target(reference), reference.one("identifier")
    if target is not None:
        return treatment_id(target)
    value = None if identifier is None or not _is_of(identifier, PLL) else identifier.text("value")
    return None if value is None else TreatmentId(value)


def _typed(resource: Element, kind: str) -> str | None:
    return next((each.text("value") for each in resource.all("identifier") if _is_of(each, kind)), None)


def _is_of(identifier: Element, kind: str) -> bool:
    told = identifier.one("type")
    return told is not None and told.text("text") == kind


def _value_or_whole(identifier: Element) -> str | None:
    return None if _is_of(identifier, PLL) else _whole(identifier)


def _whole(identifier: Element) -> str | None:
    system, value = identifier.text("system"), identifier.text("value")
    if value is None or system is None or _is_of(identifier, RESEPT_ID):
        return value
    return f"{system}|{value}"
