"""Understands which fields of a treatment two tellings mean differently: a re-serialised value is no change (R5)."""

import re
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosing, Pause, Treatment

_MEDICINE = ("medicine.name", "medicine.form", "medicine.fest", "medicine.atc", "medicine.strength")
_DOSAGE = ("dosage.text", "dosage.dosings", "dosage.site")
_OWN = ("use", "reasons", "started", "planned_end", "pause", "prescriptions", "substitution", "note")
FIELDS = (*_MEDICINE, *_DOSAGE, *_OWN)
"""What a treatment says, by name. Who decided it is no field: a list sent by somebody else takes over no decision."""

_READ = {name: attrgetter(name) for name in FIELDS}
_NUMBER = re.compile(r"0*(\d+)(?:[.,](\d*?)0*)?\Z", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


def value(treatment: Treatment, field: str) -> Any:
    """The content of a field, as written."""
    return _READ[field](treatment)


def says(treatment: Treatment, field: str) -> bool:
    """Whether a field has content: blank text is none."""
    content = _READ[field](treatment)
    return bool(content.strip()) if isinstance(content, str) else content not in (None, ())


def unlike(one: Treatment, other: Treatment) -> list[str]:
    """The names of the fields that are not written alike, whether or not they mean something else."""
    names: list[str] = []
    if one.medicine != other.medicine:
        names += _MEDICINE
    if one.dosage != other.dosage:
        names += _DOSAGE
    names += _OWN
    return [name for name in names if _READ[name](one) != _READ[name](other)]


def differing(one: Treatment, other: Treatment) -> tuple[str, ...]:
    """The names of the fields that mean something else."""
    if one is other:
        return ()
    return tuple(name for name in unlike(one, other) if not _alike(_READ[name](one), _READ[name](other), name))


def _alike(one: Any, other: Any, name: str) -> bool:
    """Whether two contents of a field mean the same. In order, only what is not written alike need be looked at; prescriptions have none."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other) and name != "prescriptions":
        return all(a == b or _canonical(a, name) == _canonical(b, name) for a, b in zip(one, other, strict=True))
    return _canonical(one, name) == _canonical(other, name)


def _canonical(content: Any, name: str) -> object:
    match content:
        case str():
            return _text(content) or None
        case Coding():
            return _code(content)
        case Pause():
            return tuple(_text(each) for each in (content.since, content.until, content.reason))
        case Dosing():
            return _dosing(content)
        case tuple():
            told = [_canonical(each, name) for each in content]
            return (sorted(told, key=str) if name == "prescriptions" else told) or None
        case _:
            return content


def _dosing(dosing: Dosing) -> object:
    numbers = tuple(_number(each) for each in (dosing.amount, dosing.interval))
    texts = tuple(_text(each) for each in (dosing.unit, dosing.interval_unit, dosing.starts, dosing.ends))
    return (*numbers, *texts, _code(dosing.time_of_day) if dosing.time_of_day else None)


def _code(coding: Coding) -> object:
    """A code means the same under a new display text; without a code the display text is all there is."""
    system = (coding.system or "").removeprefix("urn:oid:")
    return (system, coding.code or _text(coding.display), _text(coding.text))


def _text(text: str | None) -> str:
    if not text:
        return ""
    plain = text.replace("\r\n", "\n").strip()
    return _instant(plain) if _TIME.match(plain) else plain


def _instant(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if time.tzinfo is None else time.astimezone(UTC).isoformat()


def _number(text: str | None) -> str:
    """Digits without what only a writer adds: `1.0`, `1,0` and `1` are one dose."""
    number = _NUMBER.match(text.strip()) if text else None
    if not number:
        return _text(text)
    whole, decimals = number.groups()
    return f"{whole}.{decimals}" if decimals else whole
