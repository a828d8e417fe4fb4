"""Understands which texts the area takes for dates: a year from 1000 on, a month, a day, or a time with its zone."""

import re

from carebus.domain.dates import end

_DATE = re.compile(
    r"[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?\Z", re.ASCII
)


def is_date(text: str) -> bool:
    """Whether a text is a date as the area takes it."""
    if not _DATE.match(text):
        return False
    try:
        end(text)
    except ValueError:
        return False
    return True
