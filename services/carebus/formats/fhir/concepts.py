"""Understands codes, quantities and texts as FHIR writes them: Coding, CodeableConcept, Quantity, Ratio, Annotation.

Source: FHIR R4, data types. A code system that is an OID stands without its prefix, as everywhere in carebus.
"""

from collections.abc import Iterable

from carebus.domain.coding import Coding
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.systems import OID

MOST_COMPARED = 50
"""Texts that later ones are compared with: more instructions of one dosage are no dosage."""


def coding(element: Element, text: str | None = None) -> Coding | None:
    """A Coding as written; None where it says nothing."""
    system = (element.text("system") or "").removeprefix(OID)
    made = Coding(system or None, element.text("code"), element.text("display"), text)
    return made if made.code or made.display or made.text else None


def concept(element: Element | None) -> Coding | None:
    """The first code of a CodeableConcept, with its text."""
    return next(iter(codings(element)), None)


def codings(element: Element | None) -> tuple[Coding, ...]:
    """Every code of a CodeableConcept; the text stands with the first, or alone."""
    if element is None:
        return ()
    text = element.text("text")
    found = [made for each in element.all("coding") if (made := coding(each)) is not None]
    if not found:
        return (Coding(None, None, None, text),) if text else ()
    first = found[0]
    return (Coding(first.system, first.code, first.display, None if text == first.display else text), *found[1:])


def in_words(element: Element | None) -> str | None:
    """What a CodeableConcept says to a reader: its text, else the name of a code, else a code."""
    if element is None:
        return None
    found = codings(element)
    names = (each.display for each in found)
    return element.text("text") or next((n for n in names if n), None) or next((c.code for c in found if c.code), None)


def codes(element: Element | None) -> frozenset[str]:
    """The codes of a CodeableConcept, of whichever system."""
    return frozenset(each.code for each in codings(element) if each.code)


def number(element: Element | None) -> str | None:
    """The number of a Quantity with its comparator: "<5" must not become 5."""
    if element is None:
        return None
    value = element.number("value")
    return None if value is None else f"{element.text('comparator') or ''}{value}"


def unit(element: Element | None) -> str | None:
    """The unit of a Quantity as written, else its code."""
    return None if element is None else element.text("unit") or element.text("code")


def amount(element: Element | None) -> str | None:
    """A Quantity as text: number and unit."""
    return joined((number(element), unit(element)), " ")


def ratio(element: Element | None) -> str | None:
    """A Ratio as text: `5 mg/1 ml`."""
    if element is None:
        return None
    return joined((amount(element.one("numerator")), amount(element.one("denominator"))), "/")


def notes(element: Element) -> tuple[str, ...]:
    """The texts of all Annotations in `note`."""
    return tuple(text for each in element.all("note") if (text := each.text("text")) is not None)


def joined(parts: Iterable[str | None], between: str = "\n") -> str | None:
    """Texts as one; None where there is none."""
    return between.join(part for part in parts if part) or None


def lines(parts: Iterable[str | None]) -> str | None:
    """Texts, a line each, but for one that an earlier one of the first `MOST_COMPARED` has said."""
    said: list[str] = []
    plain: list[str] = []
    for part in parts:
        if part and not any(_plain(part) in other for other in plain):
            said.append(part)
            if len(plain) < MOST_COMPARED:
                plain.append(_plain(part))
    return joined(said)


def _plain(text: str) -> str:
    """Whole words alone count: "1 tablet" is not said by "11 tablets"."""
    return f" {' '.join(text.split()).casefold()} "
