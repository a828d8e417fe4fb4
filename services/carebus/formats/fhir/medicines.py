"""Understands which medicine a resource is about: a code, or a Medication of the message.

A code of another system than ATC stands where ATC would, with its own system: it is kept, and the list marks it
unknown.
Source: no-basis-Medication (FEST, ATC, form of 7448); FHIR R4, Medication.
"""

from carebus.domain.coding import Coding
from carebus.domain.drug_codes import is_atc, is_fest
from carebus.domain.medication.treatment import Medicine
from carebus.formats.fhir.concepts import codings, concept, in_words, joined, ratio
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION


def medicine(resource: Element, shelf: Shelf) -> Medicine | None:
    """The medicine of `medication[x]`; None, and a problem, where nobody could tell which it is."""
    code, reference = resource.one("medicationCodeableConcept"), resource.one("medicationReference")
    if code is not None and reference is not None:
        resource.wrong("medication", "both a code and a reference: nobody knows which of them is meant")
    medication = shelf.target(reference)
    if medication is not None and medication.kind != "Medication":
        resource.wrong("medicationReference", "is to no Medication")
        return None
    made = _made(code, None) if medication is None else shelf.once(medication, _medication)
    told = None if reference is None else reference.text("display")
    name = (None if made is None else made.name) or told
    if not name:
        resource.missing("medication", "no name of the medicine is in the message")
        return None
    return Medicine(name) if made is None else _named(made, name)


def _medication(medication: Element) -> Medicine:
    details = medication.extension(EXTENSION["medicationdetails"])
    own = None if details is None else details.extension("name")
    made = _made(medication.one("code"), concept(medication.one("form")), _strength(medication))
    name = None if own is None else own.text("valueString")
    return made if made.name else _named(made, name or _ingredients(medication) or "")


def _made(code: Element | None, form: Coding | None, strength: str | None = None) -> Medicine:
    found = codings(code)
    fest = next((each for each in found if is_fest(each.system)), None)
    others = [each for each in found if each.code and not is_fest(each.system)]
    atc = next((each for each in others if is_atc(each.system)), next(iter(others), None))
    names = (None if code is None else code.text("text"), fest.display if fest else None, *(c.display for c in found))
    return Medicine(next((name for name in names if name), ""), form, fest.code if fest else None, atc, strength)


def _named(made: Medicine, name: str) -> Medicine:
    return Medicine(name, made.form, made.fest, made.atc, made.strength)


def _strength(medication: Element) -> str | None:
    """The strength of each ingredient, by name where there are several."""
    found = [(_substance(each), ratio(each.one("strength"))) for each in medication.all("ingredient")]
    told = [(name, strength) for name, strength in found if strength]
    return joined((strength if len(found) == 1 else joined((name, strength), " ") for name, strength in told), "; ")


def _ingredients(medication: Element) -> str | None:
    return joined((_substance(each) for each in medication.all("ingredient")), ", ")


def _substance(ingredient: Element) -> str | None:
    reference = ingredient.one("itemReference")
    return in_words(ingredient.one("itemCodeableConcept")) or (None if reference is None else reference.text("display"))
