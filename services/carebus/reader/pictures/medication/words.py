"""Understands what the content of a treatment is in words: as written, nothing interpreted or converted."""

from collections.abc import Iterable, Iterator
from typing import Any

from carebus.domain.coding import Coding
from carebus.domain.medication.status import Standing, Status
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause
from carebus.reader.pictures.parts import named

_SINCE = frozenset({Status.STOPPED, Status.COMPLETED})


def words(content: Any) -> str | None:  # noqa: PLR0911 - every kind of content at one glance
    """Any field of a treatment in one line; None where it says nothing."""
    match content:
        case None | ():
            return None
        case bool():
            return "yes" if content else "no"
        case Coding():
            return named(content)
        case Dosing():
            return dosing_words(content)
        case Pause():
            return _joined(_pause(content))
        case Ending():
            return _joined(_ending(content))
        case tuple():
            return "; ".join(filter(None, map(words, content))) or None
        case _:
            return str(content)


def medicine_words(told: Medicine) -> str:
    """Name, and strength where the name does not have it already."""
    return f"{told.name} {told.strength}" if told.strength and told.strength not in told.name else told.name


def dosage_words(told: Dosage) -> str | None:
    """The text as written; the structure where there is none."""
    return told.text or words(told.dosings)


def dosing_words(told: Dosing) -> str:
    """One repeated dose."""
    return _joined(_dosing(told)) or ""


def standing_words(standing: Standing) -> str:
    """The state of a row, and what must be known besides: `active, ends 2026-04-01`, `on hold until 2026-03-09`."""
    state = standing.status.value.replace("-", " ")
    if standing.status in _SINCE:
        return f"{state} {standing.since or ''}".strip()
    if standing.status is Status.INTENDED:
        state = f"{state} from {standing.since}"
    if standing.words is None:
        return state
    return f"{state} {standing.words}" if standing.words.startswith("until ") else f"{state}, {standing.words}"


def _dosing(told: Dosing) -> Iterator[str | None]:
    yield " ".join(filter(None, (told.amount, told.unit)))
    yield told.interval and f"every {told.interval} {told.interval_unit or ''}".strip()
    yield named(told.time_of_day)
    yield told.starts and f"from {told.starts}"
    yield told.ends and f"to {told.ends}"


def _pause(told: Pause) -> Iterator[str | None]:
    yield f"since {told.since}"
    yield told.until and f"until {told.until}"
    yield told.reason


def _ending(told: Ending) -> Iterator[str | None]:
    yield f"from {told.effective}"
    yield named(told.reason)
    yield told.text


def _joined(parts: Iterable[str | None]) -> str | None:
    return ", ".join(filter(None, parts)) or None
