"""Understands control totals: what a source says it sent between two times, held against what came.

Both sides are by the source's own clock, so that a clock that is wrong is wrong on both.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from carebus.domain.record import Record, replace
from carebus.domain.sources import SourceControlTotal

SETTLE = timedelta(minutes=2)
"""How long after a total was told what it counts may still be on its way."""

KEPT = timedelta(hours=24)
"""How far back arrivals are counted by minute: an older total cannot be held against anything."""

_HOUR = timedelta(hours=1)


class Window(Record, frozen=True):
    """What came of one kind in one hour of recording: counts by minute, the windowed table of the watch."""

    hour: datetime
    minutes: dict[int, int]


class Total(Record, frozen=True):
    """What was told of a stretch, and what has come of it."""

    kind: str
    begin: datetime
    end: datetime
    sent: int
    seen: int
    told: datetime


class Shortfall(Record, frozen=True):
    """Of one kind fewer came than were sent, since the begin of the first such stretch."""

    kind: str
    since: datetime
    sent: int
    seen: int

    @property
    def missing(self) -> int:
        """How many did not come."""
        return self.sent - self.seen


def hour_of(minute: datetime) -> datetime:
    """The hour that a minute is in."""
    return minute.replace(minute=0, second=0, microsecond=0)


def counted(window: Window | None, minute: datetime, count: int) -> Window:
    """So many more came that were recorded in a minute; fewer, where some turned out to be repeats."""
    known: Mapping[int, int] = {} if window is None else window.minutes
    return Window(hour_of(minute), {**known, minute.minute: known.get(minute.minute, 0) + count})


def told(totals: tuple[Total, ...], total: SourceControlTotal, windows: Mapping[datetime, Window]) -> tuple[Total, ...]:
    """A source told a total. The same stretch told again replaces what was told of it; told twice the same, nothing changes."""
    seen = _between(windows, total.begin, total.end)
    made = Total(total.kind, total.begin, total.end, total.sent, seen, total.told)
    others = tuple(each for each in totals if (each.kind, each.begin, each.end) != (made.kind, made.begin, made.end))
    return (*others, made)


def came(totals: tuple[Total, ...], kind: str, minute: datetime, count: int) -> tuple[Total, ...]:
    """So many came, perhaps late, that were recorded in a minute; fewer, where some turned out to be repeats."""
    if not count or not any(each.kind == kind and each.begin <= minute < each.end for each in totals):
        return totals
    return tuple(
        replace(each, seen=each.seen + count) if each.kind == kind and each.begin <= minute < each.end else each
        for each in totals
    )


def settled(totals: tuple[Total, ...], now: datetime) -> tuple[Total, ...]:
    """What is still of interest: complete stretches are forgotten, and short ones that follow one another become one."""
    ripe = sorted(
        (each for each in totals if _ripe(each, now) and each.seen < each.sent),
        key=lambda each: (each.kind, each.begin),
    )
    merged: list[Total] = []
    for each in ripe:
        if merged and (merged[-1].kind, merged[-1].end) == (each.kind, each.begin):
            before = merged.pop()
            each = replace(each, begin=before.begin, sent=before.sent + each.sent, seen=before.seen + each.seen)  # noqa: PLW2901
        merged.append(each)
    return (*merged, *(each for each in totals if not _ripe(each, now)))


def shortfalls(totals: Iterable[Total], now: datetime) -> tuple[Shortfall, ...]:
    """What is missing by now, by kind."""
    short: dict[str, Shortfall] = {}
    for each in totals:
        if _ripe(each, now) and each.seen < each.sent:
            known = short.get(each.kind, Shortfall(each.kind, each.begin, 0, 0))
            since = min(known.since, each.begin)
            short[each.kind] = Shortfall(each.kind, since, known.sent + each.sent, known.seen + each.seen)
    return tuple(short.values())


def _ripe(total: Total, now: datetime) -> bool:
    return now >= total.told + SETTLE


def _between(windows: Mapping[datetime, Window], begin: datetime, end: datetime) -> int:
    seen, hour = 0, hour_of(begin)
    while hour < end:
        window = windows.get(hour)
        if window is not None:
            seen += sum(n for m, n in window.minutes.items() if begin <= hour + timedelta(minutes=m) < end)
        hour += _HOUR
    return seen
