"""Understands who prescribed and who ceased, as SFM's sfm-regInfo has them.

Source: SFM Basis API, sfm-regInfo and its code system sfm-performer-roles: 1 Forskrevet av, 2 Instituert av, 3 Seponert
av.
"""

from collections.abc import Iterator

from carebus.domain.medication.treatment import Person
from carebus.formats.fhir import extensions
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION

PRESCRIBED, INSTITUTED, CEASED = "1", "2", "3"
_APPROVED = "3"
"""Godkjent, of sfm-medicationstatement-registration-status."""


def decided_by(statement: Element, shelf: Shelf) -> Person | None:
    """Who prescribed it, else who began it."""
    return _by(statement, shelf, PRESCRIBED) or _by(statement, shelf, INSTITUTED)


def ceased_by(statement: Element, shelf: Shelf) -> Person | None:
    """Who ceased it (seponerte)."""
    return _by(statement, shelf, CEASED)


def when(statement: Element, role: str) -> str | None:
    """When somebody registered it in that role."""
    found = (extensions.date(each, "timestamp") for each in _in_role(statement, role))
    return next((each for each in found if each), None)


def unapproved(statement: Element) -> Iterator[str]:
    """Each state of registration that is not "approved", in words: a row says so, since nobody may overlook it."""
    for each in statement.extensions(EXTENSION["regInfo"]):
        state = extensions.code(each, "status")
        if state is not None and state.code != _APPROVED:
            yield f"registration: {state.display or state.text or state.code}"


def _by(statement: Element, shelf: Shelf, role: str) -> Person | None:
    found = (person(extensions.reference(each, "provider"), shelf) for each in _in_role(statement, role))
    return next((each for each in found if each is not None), None)


def _in_role(statement: Element, role: str) -> Iterator[Element]:
    for each in statement.extensions(EXTENSION["regInfo"]):
        kind = extensions.code(each, "type")
        if kind is not None and kind.code == role:
            yield each
