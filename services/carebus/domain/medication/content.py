"""Understands what keeps a treatment, or any text, from standing in a list that people read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from carebus.domain.medication.dates import before, is_date
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.treatment import Ending, Pause, Treatment
from carebus.domain.problems import Code, Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ID = re.compile(r"[!-~]{1,100}\Z")
_PROVENANCE = "provenance"
_FIELDS: dict[type, tuple[str, ...]] = {}


def unfit(treatment: Treatment, limits: Limits) -> tuple[Problem, ...]:
    """Everything that is wrong with one treatment; where nothing is, the common case, little is looked at."""
    where = treatment.id
    return (
        *_identity(treatment),
        *unclean(where, treatment, limits),
        *(Problem(code, where, detail) for code, detail in (*_dates(treatment), *_dosings(treatment))),
    )


def unfit_pause(where: str, pause: Pause) -> tuple[Problem, ...]:
    """What is wrong with a pause."""
    told = (("pause.since", pause.since), ("pause.until", pause.until))
    return tuple(Problem(code, where, detail) for code, detail in _span(*told))


def unfit_ending(where: str, ending: Ending) -> tuple[Problem, ...]:
    """What is wrong with a cease."""
    return tuple(Problem(code, where, detail) for code, detail in _unreadable(("ending.effective", ending.effective)))


def unclean(where: str, record: Any, limits: Limits) -> Iterable[Problem]:
    """A problem for each field whose text has control characters or is too long; not what says where the record came from."""
    texts = [text for _, text in _texts(record, "")]
    if not _CONTROL.search("".join(texts)) and all(len(text) <= limits.text for text in texts):
        return ()
    return tuple(_dirty(where, record, limits))


def _dirty(where: str, record: Any, limits: Limits) -> Iterator[Problem]:
    for name, text in _texts(record, ""):
        if _CONTROL.search(text):
            yield Problem(Code.CONTROL_CHARACTERS, where, name)
        if len(text) > limits.text:
            yield Problem(Code.INVALID_VALUE, where, f"{name}: longer than {limits.text} characters")


def _identity(treatment: Treatment) -> Iterator[Problem]:
    if not _ID.match(treatment.id):
        yield Problem(Code.INVALID_VALUE, "row", "id: 1 to 100 visible ASCII characters")
    if not treatment.medicine.name.strip():
        yield Problem(Code.MISSING_ELEMENT, treatment.id, "medicine.name")


def _dates(treatment: Treatment) -> Iterator[tuple[Code, str]]:
    yield from _span(("started", treatment.started), ("planned_end", treatment.planned_end))
    if treatment.pause:
        yield from _span(("pause.since", treatment.pause.since), ("pause.until", treatment.pause.until))


def _dosings(treatment: Treatment) -> Iterator[tuple[Code, str]]:
    for dosing in treatment.dosage.dosings:
        if dosing.amount and not dosing.unit:
            yield Code.DOSING_WITHOUT_UNIT, "dosage.dosings"
        yield from _span(("dosage.dosings.starts", dosing.starts), ("dosage.dosings.ends", dosing.ends))


def _span(begin: tuple[str, str | None], end: tuple[str, str | None]) -> Iterator[tuple[Code, str]]:
    unreadable = [*_unreadable(begin), *_unreadable(end)]
    yield from unreadable
    if begin[1] and end[1] and not unreadable and before(end[1], begin[1]):
        yield Code.END_BEFORE_START, f"{end[0]} is before {begin[0]}"


def _unreadable(told: tuple[str, str | None]) -> Iterator[tuple[Code, str]]:
    name, text = told
    if text is not None and not is_date(text):
        yield Code.INVALID_TIME, name


def _texts(thing: Any, name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    _collect(thing, name, found)
    return found


def _collect(thing: Any, name: str, found: list[tuple[str, str]]) -> None:
    if thing is None or thing is True or thing is False:
        return
    if isinstance(thing, str):
        found.append((name, thing))
    elif isinstance(thing, tuple):
        for each in thing:
            _collect(each, name, found)
    else:
        for own in _names(type(thing)):
            _collect(getattr(thing, own), f"{name}.{own}" if name else own, found)


def _names(kind: type) -> tuple[str, ...]:
    known = _FIELDS.get(kind)
    if known is None:
        told = fields(kind) if is_dataclass(kind) else ()
        known = _FIELDS[kind] = tuple(field.name for field in told if field.name != _PROVENANCE)
    return known
