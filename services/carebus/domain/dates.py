"""Understands dates as written: a year, a month, a day, or a time with its zone.

A day ends at midnight UTC, an hour or two after it ended in Norway: what has an end is shown active a little longer, never shorter than it is
(our choice). Which texts an area takes for dates, each says for itself.
"""

from datetime import UTC, datetime, timedelta

_NEVER = datetime.max.replace(tzinfo=UTC)


def before(one: str, other: str) -> bool:
    """Whether a date is before another, as far as both say: 2024-05 is not before 2024-05-13."""
    if "T" in one and "T" in other:
        return start(one) < start(other)
    one, other = one.partition("T")[0], other.partition("T")[0]
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def start(text: str) -> datetime:
    """The instant at which a date begins. Raises ValueError for a day that is in no calendar."""
    time = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def end(text: str) -> datetime:
    """The instant at which the year, month or day that a date names is over; a time is over when it is reached.

    What ends with the year 9999 never does. Raises ValueError as `start` does.
    """
    try:
        return _after(start(text), len(text))
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
