"""Understands whether an order belongs to an admission, and to which: such an order is no prescription (R29).

What the order says of itself (`category`) goes before the class of its encounter: a prescription for home is written on
the day of discharge.
Source: FHIR R4, medicationrequest-category; HL7 v3 ActCode for the class of an encounter.
"""

from carebus.formats.fhir.concepts import codes
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf, tail

_INPATIENT = "inpatient"
_FOR_HOME = frozenset({"outpatient", "community", "discharge"})
_CLASSES = frozenset({"IMP", "ACUTE", "NONAC"})


def admission(order: Element, shelf: Shelf) -> str | None:
    """The encounter of an order during an admission; None for what is taken at home."""
    said = frozenset(code for each in order.all("category") for code in codes(each))
    reference = order.one("encounter")
    target = shelf.target(reference)
    of = None if target is None else target.one("class")
    if _INPATIENT not in said and (said & _FOR_HOME or of is None or of.text("code") not in _CLASSES):
        return None
    known = None if reference is None else _named(target) or _identified(reference) or tail(reference)
    if known is None:
        order.missing("encounter", "the order of an admission, and not of which")
    return known


def _named(encounter: Element | None) -> str | None:
    """The visit number (PV1-19), by which other messages name the admission; else the id of the resource."""
    if encounter is None:
        return None
    return next((v for each in encounter.all("identifier") if (v := each.text("value"))), encounter.text("id"))


def _identified(reference: Element) -> str | None:
    identifier = reference.one("identifier")
    return None if identifier is None else identifier.text("value")
