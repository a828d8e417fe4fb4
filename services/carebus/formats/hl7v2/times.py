"""Understands times as HL7 writes them: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (DTM, TS).

Without a zone it is Norwegian local time; the hour that occurs twice in October, and the one that does not exist in
March, are read as in KITH messages (`carebus.formats.kith.times`). Where nobody but a clock could be meant, the zone
is written out: the list takes no time without one.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from carebus.domain.problems import Code
from carebus.formats.hl7v2.segments import Value
from carebus.formats.kith.times import OSLO, ZONE_ASSUMED, moment

_DTM = re.compile(r"(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Time:
    """A time: `iso` as precise as written, and its instant; a day has none, nor an hour without minutes."""

    iso: str
    instant: datetime | None

    def first(self) -> datetime | None:
        """The instant, or that at which a day begins in Norway; None for a month or a year."""
        return self.instant or _midnight(self.iso, 0)

    def last(self) -> datetime | None:
        """The instant, or that at which a day is over in Norway; None for a month or a year."""
        return self.instant or _midnight(self.iso, 1)


def time(value: Value | None, component: int = 1) -> Time | None:
    """The time in a field; one that cannot be read is a problem. The precision of a TS is seen from its digits."""
    written = None if value is None else value.text(component)
    if value is None or written is None:
        return None
    found = read(written)
    if found is None:
        value.problem(Code.INVALID_TIME, "it is not a time: YYYYMMDDHHMM[SS[.S]][+/-ZZZZ], or the beginning of one")
    return found


def read(written: str) -> Time | None:
    """The time that a text is; None where it is none."""
    match = _DTM.fullmatch(written)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    if not _is_date(year, month, day) or (hour is not None and int(hour) > 23):
        return None
    when = "-".join(part for part in (year, month, day) if part)
    if minute is None:
        return Time(when, None)
    return _clock(f"{when}T{hour}:{minute}" + (f":{second}" if second else "") + (fraction or ""), zone)


def _clock(local: str, zone: str | None) -> Time | None:
    if zone is None:
        return _norwegian(local)
    found = moment(local + zone)
    return None if found.instant is None else Time(f"{local}{zone[:3]}:{zone[3:]}", found.instant)


def _norwegian(local: str) -> Time | None:
    found = moment(local)
    if found.instant is None:
        return None
    shown = found.instant.astimezone(OSLO).isoformat()
    return Time(local + shown[-6:] if found.note == ZONE_ASSUMED else shown, found.instant)


def _is_date(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _midnight(iso: str, days_later: int) -> datetime | None:
    if len(iso) != len("2026-02-03"):
        return None
    try:
        day = datetime.fromisoformat(iso) + timedelta(days=days_later)
        return day.replace(tzinfo=OSLO).astimezone(UTC)
    except OverflowError:
        return None
