"""Understands dates in FHIR R4: as written where FHIR can write them so, and never a period that FHIR cannot order."""

import re
from datetime import datetime, timedelta

from carebus.domain.dates import before, start
from carebus.domain.medication.dates import is_date
from carebus.formats.fhir.write_parts import Json, element

_NO_SECONDS = re.compile(r"(T\d\d:\d\d)(?=Z|[+-])")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)", re.ASCII
)


def instant(moment: datetime) -> str:
    """A time with its zone."""
    return moment.isoformat()


def date(text: str | None) -> str | None:
    """A date as written, or None where it is none; FHIR wants seconds, and an offset that is in use somewhere."""
    if text is None or not is_date(text):
        return None
    if "T" not in text:
        return text
    whole = _NO_SECONDS.sub(r"\1:00", text)
    return whole if _TIME.fullmatch(whole) else start(text).isoformat()


def period(begin: str | None, end: str | None) -> Json:
    """From a date to another; only from, where the two cannot be ordered (2024-05 and 2024-05-13, or the end first).

    Source: FHIR R4, invariant per-1 of Period, as validators evaluate it: two dates that cannot be compared break it.
    """
    first, last = date(begin), date(end)
    if first and last and not _ordered(first, last):
        last = None
    return element({"start": first, "end": last})


def unsaid(begin: str | None, end: str | None) -> str | None:
    """What a period leaves out, in words."""
    said = period(begin, end)
    parts = (
        f"from {begin}" if begin and "start" not in said else None,
        f"to {end}" if end and "end" not in said else None,
    )
    return " ".join(part for part in parts if part) or None


def _ordered(first: str, last: str) -> bool:
    if first == last:
        return True
    if "T" in first and "T" in last:
        return start(last) - start(first) >= timedelta(seconds=1)
    if "T" in first or "T" in last:
        return start(last) - start(first) >= timedelta(days=2) and before(first, last)
    return before(first, last)
