"""Understands what keeps a treatment, or any text, from standing in a list that people read."""

import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from carebus.domain.dates import before
from carebus.domain.medication.dates import is_date
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.treatment import Ending, Pause, Treatment
from carebus.domain.problems import Code, Problem
from carebus.domain.texts import CONTROL, named_texts, text_fields

_ID = re.compile(r"[!-~]{1,100}\Z")
_READ: dict[type, Callable[[Any], tuple[Any, ...]]] = {}


def misnamed(ids: Iterable[str]) -> Iterator[Problem]:
    """A problem for each treatment id that could be anything but an id: what it is, is not repeated."""
    detail = "id: 1 to 100 visible ASCII characters"
    yield from (Problem(Code.INVALID_VALUE, "row", detail) for each in ids if not _ID.match(each))


def unfit(treatment: Treatment, limits: Limits) -> tuple[Problem, ...]:
    """Everything that is wrong with one treatment but its id; where nothing is, the common case, little is looked at."""
    where = treatment.id
    return (
        *_nameless(treatment),
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
    texts: list[str] = []
    _collect(record, texts)
    if not texts or (not CONTROL.search("".join(texts)) and max(map(len, texts)) <= limits.text):
        return ()
    return tuple(_dirty(where, record, limits))


def _dirty(where: str, record: Any, limits: Limits) -> Iterator[Problem]:
    for name, text in named_texts(record):
        if CONTROL.search(text):
            yield Problem(Code.CONTROL_CHARACTERS, where, name)
        if len(text) > limits.text:
            yield Problem(Code.INVALID_VALUE, where, f"{name}: longer than {limits.text} characters")


def _nameless(treatment: Treatment) -> Iterator[Problem]:
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


def _collect(thing: Any, texts: list[str]) -> None:
    read = _READ.get(type(thing)) or _reader(type(thing))
    for part in read(thing):
        if part is None or part == ():
            continue
        if type(part) is str:
            texts.append(part)
        elif type(part) is tuple:
            for each in part:
                if isinstance(each, str):
                    texts.append(each)
                else:
                    _collect(each, texts)
        else:
            _collect(part, texts)


def _reader(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """All fields of a record at once, in C; of what is no record, nothing."""
    names = text_fields(kind)
    if len(names) > 1:
        _READ[kind] = attrgetter(*names)
    else:
        _READ[kind] = lambda thing: tuple(getattr(thing, name) for name in names)
    return _READ[kind]
