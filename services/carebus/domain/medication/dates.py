"""Understands dates as written: a year, a month, a day, or a time with its zone.

A day ends at midnight UTC, an hour or two after it ended in Norway: a treatment is shown active a little longer, never shorter
than it is (our choice).
"""

import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(
    r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?\Z"
)


def is_date(text: str) -> bool:
    """Whether a text is a date as the list takes it."""
    if not _DATE.match(text):
        return False
    try:
        datetime.fromisoformat(_day(text) if "T" not in text else text)
    except ValueError:
        return False
    return True


def before(one: str, other: str) -> bool:
    """Whether a date is before another, as far as both say: 2024-05 is not before 2024-05-13."""
    if "T" in one and "T" in other:
        return start(one) < start(other)
    one, other = one.partition("T")[0], other.partition("T")[0]
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def reached(text: str, now: datetime) -> bool:
    """Whether a date has begun; of a month or year, its first day."""
    return start(text) <= now


def passed(text: str, now: datetime) -> bool:
    """Whether a date is over: the day, month or year that it names has ended."""
    return end(text) <= now


def end(text: str) -> datetime:
    """The instant at which a date is over."""
    begin = start(text)
    match len(text):
        case 4:
            return begin.replace(year=begin.year + 1)
        case 7:
            return (begin + timedelta(days=31)).replace(day=1)
        case 10:
            return begin + timedelta(days=1)
        case _:
            return begin


def start(text: str) -> datetime:
    """The instant at which a date begins."""
    time = datetime.fromisoformat(text if "T" in text else _day(text))
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _day(text: str) -> str:
    return text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
