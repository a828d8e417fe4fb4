"""Understands when and how much, as FHIR's Timing and doseAndRate say it: as doses where a dose can say all of it, else in words.

"15 mg on Mondays" must not become "15 mg every day": where one element has no place in a dose, no dose is made of the
instruction.
Source: FHIR R4, Dosage and Timing.
"""

from collections.abc import Iterable, Iterator

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosing
from carebus.domain.record import replace
from carebus.formats.fhir.concepts import codings, in_words, number, unit
from carebus.formats.fhir.elements import Element, leaves
from carebus.formats.fhir.systems import EVENT_TIMING, OID, TIME_OF_DAY, TIMING_EVENT

MOST_A_PERIOD = 24
"""Doses in a period that are written out one by one."""

_OF_DAY = TIME_OF_DAY.removeprefix(OID)
_TIMING = frozenset({"repeat", "code"})
_REPEAT = frozenset({"frequency", "period", "periodUnit", "when", "timeOfDay", "boundsPeriod"})
_RATE = frozenset({"type", "doseQuantity"})
_PARTS_OF_DAY = ("MORN", "AFT", "EVE", "NIGHT", "PHS", "IMD")


def doses(step: Element) -> tuple[Dosing, ...] | None:
    """The doses of one instruction; None where they would not say all of it."""
    timing, rates = step.one("timing"), step.all("doseAndRate")
    repeat = None if timing is None else timing.one("repeat")
    if len(rates) > 1 or not (
        _fits(timing, _TIMING) and _fits(repeat, _REPEAT) and all(_fits(r, _RATE) for r in rates)
    ):
        return None
    moments = _moments(timing, repeat)
    if moments is None:
        return None
    made = _dose(rates[0].one("doseQuantity") if rates else None, repeat)
    return () if made == Dosing() and moments == (None,) else tuple(replace(made, time_of_day=each) for each in moments)


def words(step: Element) -> Iterator[str]:
    """The timing and the dose of one instruction, element by element as written."""
    for name in ("timing", "doseAndRate"):
        for path, value in leaves(step.node.get(name), name):
            if (told := step.as_text(value, name)) is not None:
                yield f"{path}: {told}"


def code_in_words(step: Element) -> str | None:
    """What the code of a timing says: a code is the whole statement, and `repeat` at most its expansion."""
    timing = step.one("timing")
    code = None if timing is None else timing.one("code")
    return None if code is None or _time_of_day(code) else in_words(code)


def _dose(quantity: Element | None, repeat: Element | None) -> Dosing:
    bounds = None if repeat is None else repeat.one("boundsPeriod")
    return Dosing(
        amount=number(quantity),
        unit=unit(quantity),
        interval=None if repeat is None else repeat.number("period"),
        interval_unit=None if repeat is None else repeat.text("periodUnit"),
        starts=None if bounds is None else bounds.date("start"),
        ends=None if bounds is None else bounds.date("end"),
    )


def _moments(timing: Element | None, repeat: Element | None) -> tuple[Coding | None, ...] | None:
    """The times of day of a dose, one for each dose in a period; None where they cannot be told one by one."""
    code = None if timing is None else timing.one("code")
    of_day = None if code is None else _time_of_day(code)
    if repeat is None:
        return (of_day,)
    named = (*map(_event, repeat.texts("when")), *(Coding(None, None, None, at) for at in repeat.texts("timeOfDay")))
    times = repeat.number("frequency") or "1"
    if not times.isdecimal() or not 1 <= int(times[:3]) <= MOST_A_PERIOD or (named and times != "1"):
        return None
    if times != "1" and (of_day or repeat.number("period") is None):
        return None
    return named or (of_day,) * int(times)


def _time_of_day(code: Element) -> Coding | None:
    return next((each for each in codings(code) if each.system == _OF_DAY), None)


def _event(code: str) -> Coding:
    return Coding(EVENT_TIMING if code.startswith(_PARTS_OF_DAY) else TIMING_EVENT, code)


def _fits(element: Element | None, names: Iterable[str]) -> bool:
    return element is None or set(element.node) <= set(names)
