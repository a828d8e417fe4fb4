"""Understands who did something, as a message names them: a person, their role, the organisation; never a patient by name.

Source: FHIR R4, Practitioner, PractitionerRole, Organization, HumanName; no-basis for HPR and middle names.
"""

from carebus.domain.medication.treatment import Person
from carebus.domain.results.report import Identifier
from carebus.formats.fhir.concepts import in_words, joined
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf, is_to
from carebus.formats.fhir.systems import EXTENSION, HPR, ORGANISATION_NUMBERS

_NO_NAME = {"Patient": "patient", "RelatedPerson": "related person"}
"""Who is told by their role alone."""


def person(reference: Element | None, shelf: Shelf) -> Person | None:
    """Who a reference points at; only its display and its identifier where nobody of that name is in the message."""
    target = shelf.target(reference)
    if target is not None and target.kind == "PractitionerRole":
        return _in_role(target, shelf)
    return _plain(reference, target)


def organisation(element: Element) -> str | None:
    """The name of an Organization, else its number with the kind: `HER 8000123`."""
    numbers = (f"{each.kind} {each.value}" for each in organisation_numbers(element))
    return element.text("name") or next(numbers, None)


def organisation_numbers(element: Element) -> tuple[Identifier, ...]:
    """The HER-id, organisation number and RESH id of an Organization."""
    found = (
        (each.text("value"), ORGANISATION_NUMBERS.get(each.text("system") or "")) for each in element.all("identifier")
    )
    return tuple(Identifier(value, kind) for value, kind in found if value and kind)


def _plain(reference: Element | None, target: Element | None) -> Person | None:
    if target is None:
        return None if reference is None else _unseen(reference)
    if target.kind == "Practitioner":
        return Person(name=_name(target), hpr=_hpr(target))
    if target.kind == "Organization":
        return Person(organisation=organisation(target))
    return Person(role=_NO_NAME.get(target.kind or "", "not a person"))


def _unseen(reference: Element) -> Person | None:
    for kind, role in _NO_NAME.items():
        if is_to(reference, kind):
            return Person(role=role)
    known, name = reference.one("identifier"), reference.text("display")
    system, value = (None, None) if known is None else (known.text("system"), known.text("value"))
    of = ORGANISATION_NUMBERS.get(system or "")
    if of or is_to(reference, "Organization"):
        told = name or (f"{of} {value}" if of and value else None)
        return Person(organisation=told) if told else None
    hpr = value if system == HPR else None
    return Person(name=name, hpr=hpr) if name or hpr else None


def _in_role(role: Element, shelf: Shelf) -> Person:
    practitioner, organization = role.one("practitioner"), role.one("organization")
    who = _plain(practitioner, shelf.target(practitioner)) or Person()
    where = _plain(organization, shelf.target(organization)) or Person()
    titles = joined((in_words(each) for each in role.all("code")), ", ")
    return Person(who.name, titles, who.hpr, where.organisation or where.name)


def _hpr(practitioner: Element) -> str | None:
    return next((each.text("value") for each in practitioner.all("identifier") if each.text("system") == HPR), None)


def _name(practitioner: Element) -> str | None:
    names = practitioner.all("name")
    chosen = next((each for each in names if each.text("use") == "official"), next(iter(names), None))
    if chosen is None:
        return None
    middle = chosen.extension(EXTENSION["middlename"])
    parts = (*chosen.texts("given"), None if middle is None else middle.text("valueString"), chosen.text("family"))
    return chosen.text("text") or joined(parts, " ")
