"""Understands how a medicine is given, as an encoded order tells it: in words, in structure, and by which route."""

from collections.abc import Iterator

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Dosing
from carebus.domain.problems import Code
from carebus.formats.hl7v2.codes import amount, instructions, joined, quantity, words
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.timings import Every, Timing, timings

MOST_DOSINGS = 100
"""In one order: a timing may repeat, and its patterns and times of the day too."""


def dosage(order: Segments, orc: Segment, rxe: Segment) -> Dosage | None:
    """The dosage (RXE, TQ1, RXR); None where nothing is said.

    The text has the instructions as written (RXE-7, TQ1-10, TQ1-11, RXE-21), and after them what a dosing has no
    field for, named: "duration 3 day", "rate 23 mL/hr". It is left to people, and to nobody else, to put the two
    together.
    """
    when = timings(order, orc, rxe)
    if sum(max(len(each.every), 1) * max(len(each.times), 1) for each in when) > MOST_DOSINGS:
        rxe.reading.note(Code.TOO_LARGE, rxe.path, f"more than {MOST_DOSINGS} doses in one order")
        return None
    dose, unit = _dose(rxe), words(rxe.one(5))
    dosings = tuple(each for timing in when for each in _dosings(timing, dose, unit))
    if not when and dose:
        dosings = (Dosing(dose, unit),)
    found = Dosage("\n".join(_lines(rxe, when, dose)) or None, dosings, _site(order, rxe))
    return None if found == Dosage() else found


def _dose(rxe: Segment) -> str | None:
    """The amount; least and most where they differ: "1-2"."""
    least, most = rxe.whole(3), rxe.whole(4)
    return f"{least}-{most}" if least and most and least != most else least or most


def _dosings(timing: Timing, dose: str | None, unit: str | None) -> Iterator[Dosing]:
    if dose is None:
        dose, unit = timing.amount, timing.unit
    every: tuple[Every, ...] = timing.every or ((None, None),)
    for interval, interval_unit in every:
        for at in timing.times or (None,):
            clock = None if at is None else Coding(None, None, None, at)
            yield Dosing(dose, unit, interval, interval_unit, clock, timing.starts, timing.ends)


def _lines(rxe: Segment, when: tuple[Timing, ...], dose: str | None) -> Iterator[str]:
    yield from instructions(rxe, 7)
    yield from dict.fromkeys(text for timing in when for text in timing.text)
    yield from instructions(rxe, 21)
    for number, timing in enumerate(when, 1):
        of_service = joined(timing.amount, timing.unit) if dose else None
        rest = "; ".join(part for part in (f"quantity {of_service}" if of_service else "", *timing.rest) if part)
        if rest:
            yield f"{number}: {rest}" if len(when) > 1 else rest
    yield from _amounts(rxe)


def _amounts(rxe: Segment) -> Iterator[str]:
    rate, per = amount(rxe, 23, 24), rxe.whole(22)
    if rate or per:
        yield " ".join(part for part in ("rate", rate, f"per {per}" if per else None) if part)
    if daily := joined(*quantity(rxe.one(19))):
        yield f"total daily dose {daily}"


def _site(order: Segments, rxe: Segment) -> str | None:
    """Route and place on the body, in words; several are alternatives. Those before RXE are of the order as placed."""
    _, after = order.around(rxe)
    found = (", ".join(part for part in (words(rxr.one(1)), words(rxr.one(2))) if part) for rxr in after.all("RXR"))
    return "\n".join(dict.fromkeys(each for each in found if each)) or None
