"""Understands times as KITH messages write them: often without a zone, sometimes not times at all.

Source: kith.xsd (type TS: a dateTime, date, month, year or time of day); R13 for the zone and the ambiguous hour.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from carebus.domain.results.report import Moment

OSLO = ZoneInfo("Europe/Oslo")
ZONE_ASSUMED = "zone assumed"
AMBIGUOUS_HOUR = "ambiguous hour"
SKIPPED_HOUR = "skipped hour"

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,30}))?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)


def moment(written: str) -> Moment:
    """The time as written and, where it names one, its instant in UTC.

    Without a zone it is Norwegian local time. Of the hour that occurs twice in October the first is meant (+02:00). The hour that
    does not exist in March is read with the offset before the change (+01:00), as a clock that was not put forward shows it.
    """
    match = _INSTANT.fullmatch(written)
    if match is None:
        return Moment(written)
    try:
        return _instant(written, match)
    except (ValueError, OverflowError):
        return Moment(written)


def _instant(written: str, match: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    midnight = (hour, minute, second or "00", int(fraction or 0)) == ("24", "00", "00", 0)
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    at = datetime(int(year), int(month), int(day), 0 if midnight else int(hour), int(minute), int(second or 0), micro)  # noqa: DTZ001
    at += timedelta(days=midnight)
    return _local(written, at) if zone is None else Moment(written, at.replace(tzinfo=_zone(zone)).astimezone(UTC))


def _local(written: str, at: datetime) -> Moment:
    first = at.replace(tzinfo=OSLO, fold=0)
    instant = first.astimezone(UTC)
    if first.utcoffset() == at.replace(tzinfo=OSLO, fold=1).utcoffset():
        return Moment(written, instant, ZONE_ASSUMED)
    back = instant.astimezone(OSLO).replace(tzinfo=None)
    return Moment(written, instant, AMBIGUOUS_HOUR if back == at else SKIPPED_HOUR)


def _zone(written: str) -> timezone:
    if written in ("Z", "z"):
        return UTC
    offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(-offset if written[0] == "-" else offset)
