"""Understands dates as written: a year, a month, a day, or a time with its zone.

A day ends at midnight UTC, an hour or two after it ended in Norway: an alert is shown active a little longer, never shorter than it is
(our choice).
"""

import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(
    r"[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?\Z", re.ASCII
)
_NEVER = datetime.max.replace(tzinfo=UTC)


def is_date(text: str) -> bool:
    """Whether a text is a date as the area takes it."""
    if not _DATE.match(text):
        return False
    try:
        ended(text)
    except ValueError:
        return False
    return True


def before(one: str, other: str) -> bool:
    """Whether a date is before another, as far as both say: 2024-05 is not before 2024-05-13."""
    if "T" in one and "T" in other:
        return ended(one) < ended(other)
    one, other = one.partition("T")[0], other.partition("T")[0]
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def ended(text: str) -> datetime:
    """The instant at which the year, month or day that a date names is over; a time is over when it is reached.

    What ends with the year 9999 never does.
    """
    try:
        return _after(_start(text), len(text))
    except OverflowError:
        return _NEVER


def _after(begin: datetime, length: int) -> datetime:
    match length:
        case 4:
            return (begin + timedelta(days=366)).replace(month=1, day=1)
        case 7:
            return (begin + timedelta(days=31)).replace(day=1)
        case 10:
            return begin + timedelta(days=1)
        case _:
            return begin


def _start(text: str) -> datetime:
    day = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    time = datetime.fromisoformat(day)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
