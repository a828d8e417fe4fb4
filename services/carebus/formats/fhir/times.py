"""Understands dates and times in FHIR: as written, and the instant that they mean where they say one.

Source: FHIR R4, data types date, dateTime and instant; a dateTime with a time of day has a zone.
"""

from datetime import UTC, datetime

from carebus.domain.dates import start
from carebus.domain.medication.dates import is_date

_YEARS = range(1900, 2200)


def readable(written: str) -> bool:
    """Whether it is a date or a time with its zone."""
    return is_date(written) and int(written[:4]) in _YEARS


def instant(written: str | None) -> datetime | None:
    """The instant in UTC; None for a date, a month or a year alone."""
    return start(written).astimezone(UTC) if written is not None and "T" in written else None


def beginning(written: str | None) -> datetime | None:
    """The instant at which a date or time begins, in UTC; a day begins at midnight UTC, as it does for the list."""
    return None if written is None else start(written)
