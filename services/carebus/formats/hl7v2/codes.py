"""Understands codes and quantities of HL7: a code with its system as written, words for people, a number with its unit.

Source: HL7 v2.8 chapter 2A, CWE (CE before version 2.6: its first six components are the same) and CQ.
"""

from carebus.domain.coding import Coding
from carebus.formats.hl7v2.segments import Segment, Value

ORIGINAL_TEXT = 9
"""The component in which the words stand as they were said."""


def codings(value: Value) -> tuple[Coding, ...]:
    """The code and its alternate (components 1 to 3, 4 to 6), each with its system as written."""
    found = [Coding(value.text(first + 2), value.text(first), value.text(first + 1)) for first in (1, 4)]
    return tuple(each for each in found if each.code or each.display)


def coding(segment: Segment, number: int) -> Coding | None:
    """The code of a field, with the original text; the alternate stands for it where it has none."""
    value = segment.one(number)
    if value is None:
        return None
    first = next(iter(codings(value)), None)
    text = value.text(ORIGINAL_TEXT)
    return Coding(None, None, None, text) if first is None and text else _with_text(first, text)


def words(value: Value | None) -> str | None:
    """What a person reads of a code: its text, else the original text, else the code."""
    if value is None:
        return None
    return value.text(2) or value.text(ORIGINAL_TEXT) or value.text(5) or value.text(1) or value.text(4)


def instructions(segment: Segment, number: int) -> tuple[str, ...]:
    """The words of each repetition of a field of coded instructions."""
    return tuple(text for value in segment.all(number) if (text := words(value)))


def amount(segment: Segment, number: int, unit: int) -> str | None:
    """A number and its unit, which stand in two fields, as written: "5 mg"."""
    return joined(segment.whole(number), words(segment.one(unit)))


def quantity(value: Value | None) -> tuple[str | None, str | None]:
    """A number and its unit (CQ)."""
    return (None, None) if value is None else (value.text(1), inner(value, 2))


def inner(value: Value, component: int) -> str | None:
    """A code inside a component, with its words where they say something else: "P (Post (after))".

    Some senders write the system in the place of the words, so the code is never left out.
    """
    code, text = value.text(component, 1), value.text(component, 2)
    return f"{code} ({text})" if code and text and code != text else code or text


def joined(*parts: str | None) -> str | None:
    """The parts that say something, with a blank between; None where the first says nothing."""
    return " ".join(part for part in parts if part) if parts[0] else None


def _with_text(found: Coding | None, text: str | None) -> Coding | None:
    return None if found is None else Coding(found.system, found.code, found.display, text)
