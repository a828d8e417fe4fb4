"""Understands the value of an extension: found by its address, read as what it is expected to be.

Source: FHIR R4, Extension; SFM puts most of a prescription into extensions within extensions.
"""

from carebus.domain.coding import Coding
from carebus.formats.fhir.concepts import concept
from carebus.formats.fhir.elements import Element


def text(element: Element | None, url: str) -> str | None:
    """The text of an extension."""
    found = _found(element, url)
    return None if found is None else found.text("valueString")


def date(element: Element | None, url: str) -> str | None:
    """The date or time of an extension, as written."""
    found = _found(element, url)
    return None if found is None else found.date("valueDateTime") or found.date("valueDate")


def flag(element: Element | None, url: str) -> bool | None:
    """The boolean of an extension."""
    found = _found(element, url)
    return None if found is None else found.flag("valueBoolean")


def decimal(element: Element | None, url: str) -> str | None:
    """The number of an extension, as written."""
    found = _found(element, url)
    return None if found is None else found.number("valueDecimal")


def code(element: Element | None, url: str) -> Coding | None:
    """The code of an extension."""
    found = _found(element, url)
    return None if found is None else concept(found.one("valueCodeableConcept"))


def quantity(element: Element | None, url: str) -> Element | None:
    """The Quantity of an extension."""
    found = _found(element, url)
    return None if found is None else found.one("valueQuantity")


def reference(element: Element | None, url: str) -> Element | None:
    """The Reference of an extension."""
    found = _found(element, url)
    return None if found is None else found.one("valueReference")


def _found(element: Element | None, url: str) -> Element | None:
    return None if element is None else element.extension(url)
