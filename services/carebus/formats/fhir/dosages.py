"""Understands how a medicine is taken, as FHIR's Dosage says it: all of it in words, and in doses where those say the same.

Source: FHIR R4, Dosage.
"""

from collections.abc import Iterator, Sequence

from carebus.domain.medication.treatment import Dosage
from carebus.formats.fhir import timings
from carebus.formats.fhir.concepts import amount, in_words, joined, lines, ratio
from carebus.formats.fhir.elements import Element

_AS_NEEDED = "as needed"


def dosage(steps: Sequence[Element], more: Sequence[str] = ()) -> Dosage:
    """The instructions in their order; `more` is what else the resource says about taking it."""
    ordered = _ordered(steps)
    doses = [timings.doses(step) for step in ordered]
    whole = all(each is not None for each in doses)
    text = lines((*(_text(step, whole=whole) for step in ordered), *more))
    site = joined(dict.fromkeys(in_words(step.one("site")) for step in ordered), ", ")
    return Dosage(text, tuple(dose for each in doses if whole and each for dose in each), site)


def _instructions(step: Element) -> Iterator[str | None]:
    """What one instruction says in words, besides its timing."""
    yield step.text("text")
    for each in step.all("additionalInstruction"):
        yield in_words(each)
    yield step.text("patientInstruction")
    if step.flag("asNeededBoolean"):
        yield _AS_NEEDED
    if (reason := in_words(step.one("asNeededCodeableConcept"))) is not None:
        yield f"{_AS_NEEDED}: {reason}"
    for name in ("route", "method"):
        if (how := in_words(step.one(name))) is not None:
            yield f"{name}: {how}"
    for name, limit in _limits(step):
        yield f"{name}: {limit}"


def _text(step: Element, *, whole: bool) -> str | None:
    """Where one instruction cannot be told in doses none is: some in doses and others in words would read as if the doses were all."""
    exact = () if whole or step.text("text") is not None else tuple(timings.words(step))
    return lines((*_instructions(step), timings.code_in_words(step), *exact))


def _limits(step: Element) -> Iterator[tuple[str, str]]:
    found = {
        "maxDosePerPeriod": ratio(step.one("maxDosePerPeriod")),
        "maxDosePerAdministration": amount(step.one("maxDosePerAdministration")),
        "maxDosePerLifetime": amount(step.one("maxDosePerLifetime")),
    }
    yield from ((name, limit) for name, limit in found.items() if limit)


def _ordered(steps: Sequence[Element]) -> list[Element]:
    """By `sequence` where every instruction has one, else as written."""
    numbers = [step.number("sequence") or "" for step in steps]
    if not all(number.isdecimal() and len(number) < 9 for number in numbers):
        return list(steps)
    return [step for _, step in sorted(zip(numbers, steps, strict=True), key=lambda each: int(each[0]))]
