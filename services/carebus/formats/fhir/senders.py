"""Understands who sends a Bundle, where it says so by a number of an organisation: the sender of its MessageHeader, or who numbered the Bundle.

Few messages do; then the publisher says it. Source: FHIR R4, MessageHeader.sender and Identifier.assigner.
"""

from collections.abc import Sequence

from carebus.domain.results.report import Identifier
from carebus.formats.fhir.bundles import Entry
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.people import organisation_numbers
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import ORGANISATION_NUMBERS


def sender(bundle: Element, entries: Sequence[Entry], shelf: Shelf) -> tuple[tuple[Identifier, ...], str]:
    """The numbers of the sender, and where they stand; none where the Bundle does not say."""
    header = next(
        (each for each in entries if each.resource and each.resource.get("resourceType") == "MessageHeader"), None
    )
    if header is not None and header.resource is not None:
        told = Element(header.resource, [], header.place)
        found = _numbers(told.one("sender"), shelf)
        if found:
            return found, told.path("sender")
    own = bundle.one("identifier")
    assigner = None if own is None else own.one("assigner")
    return _numbers(assigner, shelf), "Bundle" if assigner is None else assigner.path()


def _numbers(reference: Element | None, shelf: Shelf) -> tuple[Identifier, ...]:
    if reference is None:
        return ()
    target, own = shelf.target(reference), reference.one("identifier")
    if target is not None:
        return organisation_numbers(target) if target.kind == "Organization" else ()
    kind = None if own is None else ORGANISATION_NUMBERS.get(own.text("system") or "")
    value = None if own is None else own.text("value")
    return (Identifier(value, kind),) if kind and value else ()
