"""Understands which texts the list takes for dates: a year from 1000 to 2999, a month, a day, or a time with its zone."""

import re
from datetime import datetime

from carebus.domain.dates import end, start

_DATE = re.compile(
    r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?\Z"
)


def is_date(text: str) -> bool:
    """Whether a text is a date as the list takes it."""
    if not _DATE.match(text):
        return False
    try:
        start(text)
    except ValueError:
        return False
    return True


def reached(text: str, now: datetime) -> bool:
    """Whether a date has begun; of a month or year, its first day."""
    return start(text) <= now


def passed(text: str, now: datetime) -> bool:
    """Whether a date is over: the day, month or year that it names has ended."""
    return end(text) <= now
