"""Understands how a dosage is written: its text as decided, and its structure only where nothing is interpreted.

A text that tells several doses is one instruction: beside it, each dose as an instruction of its own would read as more doses. Their
structure is then in `ereseptdosing` alone, where SFM has it.
"""

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Dosing
from carebus.formats.fhir.systems import EXTENSION
from carebus.formats.fhir.write_dates import date, period, unsaid
from carebus.formats.fhir.write_parts import (
    Json,
    concept,
    element,
    extension,
    filled,
    number,
    quantity,
    words,
)


def instructions(told: Dosage | None, use: Coding | None = None) -> list[Json]:
    """Every instruction of a dosage, concurrent (`sequence` 1); `use` (9101) stands on the first, as SFM has it."""
    told = told or Dosage()
    written = [_whole(told)] if words(told.text) and len(told.dosings) > 1 else _single(told)
    site = concept(None, told.site)
    with_site = [element({"sequence": 1, "site": site, **each}) for each in written if each or site or use]
    if with_site and use:
        shown = extension(EXTENSION["use"], valueCodeableConcept=concept(use))
        with_site[0] = element({"extension": filled(shown), **with_site[0]})
    return with_site


def ereseptdosing(told: Dosage) -> list[Json]:
    """The doses as SFM's extension has them, by the dates that bound them; none where one of them cannot be said in numbers."""
    if not all(_is_plain(each) for each in told.dosings):
        return []
    bounds = dict.fromkeys((each.starts, each.ends) for each in told.dosings)
    return filled(*(_bounded(starts, ends, told.dosings) for starts, ends in bounds))


def in_words(dosing: Dosing) -> str | None:
    """One dose, as it was written."""
    bounds = (dosing.starts and f"from {dosing.starts}", dosing.ends and f"to {dosing.ends}")
    return words(_spaced(dosing.amount, dosing.unit), _time_of_day(dosing), _every(dosing), *bounds)


def _whole(told: Dosage) -> Json:
    more = [] if ereseptdosing(told) else filled(*(concept(None, in_words(each)) for each in told.dosings))
    return element({"text": told.text, "additionalInstruction": more})


def _single(told: Dosage) -> list[Json]:
    return [_instruction(told.text, each) for each in told.dosings] or [element({"text": words(told.text)})]


def _instruction(text: str | None, dosing: Dosing) -> Json:
    dose = quantity(dosing.amount, dosing.unit)
    is_said = _is_plain(dosing) and not unsaid(dosing.starts, dosing.ends)
    more = [] if is_said or not words(text) else filled(concept(None, in_words(dosing)))
    return element(
        {
            "text": words(text) or in_words(dosing),
            "additionalInstruction": more,
            "timing": _timing(dosing),
            "doseAndRate": [{"doseQuantity": dose}] if dose else [],
        }
    )


def _timing(dosing: Dosing) -> Json:
    """When: the bounds as dates, the time of day as a code; an interval in words, since its unit is text."""
    code = concept(dosing.time_of_day, _every(dosing))
    bounds = element({"boundsPeriod": period(dosing.starts, dosing.ends)})
    return element({"repeat": bounds, "code": code})


def _bounded(starts: str | None, ends: str | None, dosings: tuple[Dosing, ...]) -> Json:
    doses = [_repeating(each) for each in dosings if (each.starts, each.ends) == (starts, ends)]
    bounds = (_bound("starttime", starts), _bound("endtime", ends))
    return extension("ereseptdosing", extension=filled(*bounds, *doses))


def _repeating(dosing: Dosing) -> Json:
    amount = extension("amount", valueQuantity=quantity(dosing.amount, dosing.unit))
    interval = extension("interval", valueQuantity=quantity(dosing.interval, dosing.interval_unit))
    time = extension("timerange", valueCodeableConcept=concept(dosing.time_of_day))
    return extension("repeatingdosage", extension=filled(amount, interval, time))


def _bound(name: str, text: str | None) -> Json:
    said = date(text)
    return extension(name, valueDateTime=said) if said and "T" in said else extension(name, valueDate=said)


def _is_plain(dosing: Dosing) -> bool:
    """Whether all that was told of a dose can be said in numbers, dates and codes."""
    told = ((dosing.amount, dosing.unit), (dosing.interval, dosing.interval_unit))
    numbers = all(number(amount) is not None for amount, unit in told if words(amount, unit))
    return numbers and all(date(each) for each in (dosing.starts, dosing.ends) if each)


def _time_of_day(dosing: Dosing) -> str | None:
    told = dosing.time_of_day
    names = (told.display, told.text, told.code) if told else ()
    return next((name for name in names if words(name)), None)


def _every(dosing: Dosing) -> str | None:
    interval = _spaced(dosing.interval, dosing.interval_unit)
    return f"every {interval}" if interval else None


def _spaced(*texts: str | None) -> str:
    return " ".join(text for text in texts if text and text.strip())
