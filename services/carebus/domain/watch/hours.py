"""Understands the hours in which care works: working day and its edges, night, weekend and public holiday, in Norway's time.

A pause is measured in each kind of hour apart: what sends by day alone is not silent at night.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from functools import cache
from operator import add, sub
from zoneinfo import ZoneInfo

DAWN, WORK_BEGINS, WORK_ENDS, DUSK = time(7), time(9), time(15), time(17)
"""A working day and its edges, by the clock in Norway (our choice). At the edges offices open and close: a pause there says little."""

SATURDAY = 5
_OSLO = ZoneInfo("Europe/Oslo")
_MIDNIGHT = time(0)


class HourClass(IntEnum):
    """What kind of hour it is."""

    WORKING = 0
    NIGHT = 1
    WEEKEND = 2
    HOLIDAY = 3
    EDGE = 4


Elapsed = tuple[float, ...]
"""Seconds in each kind of hour, by `HourClass`."""

_NOTHING: Elapsed = (0.0,) * len(HourClass)


class _Year:
    """The kinds of hours of one year: where each begins, and how much of each has passed by then."""

    def __init__(self, year: int, holidays: frozenset[date]) -> None:
        changes = list(_changes(year, holidays))
        self.begins = [begin for begin, _ in changes]
        self.kinds = [kind for _, kind in changes]
        self.end = _instant(date(year + 1, 1, 1), _MIDNIGHT)
        self.passed = [_NOTHING]
        for at, following in enumerate((*self.begins[1:], self.end)):
            self.passed.append(_added(self.passed[-1], self.kinds[at], following - self.begins[at]))

    def by(self, instant: float) -> Elapsed:
        """What has passed of the year by an instant in it."""
        at = bisect_right(self.begins, instant) - 1
        return _added(self.passed[at], self.kinds[at], instant - self.begins[at])


class Hours:
    """Kinds of hours; `holidays` gives the public holidays of a year."""

    def __init__(self, holidays: Callable[[int], frozenset[date]]) -> None:
        self._year = cache(lambda year: _Year(year, holidays(year)))

    def kind(self, at: datetime) -> HourClass:
        """What kind of hour it is at an instant."""
        year = self._year(at.astimezone(_OSLO).year)
        return year.kinds[bisect_right(year.begins, at.timestamp()) - 1]

    def elapsed(self, begin: datetime, end: datetime) -> Elapsed:
        """How much of each kind lies between two instants; nothing where the second is not after the first."""
        if end <= begin:
            return _NOTHING
        first, last = begin.astimezone(_OSLO).year, end.astimezone(_OSLO).year
        total = _minus(self._year(last).by(end.timestamp()), self._year(first).by(begin.timestamp()))
        for year in range(first, last):
            total = _plus(total, self._year(year).passed[-1])
        return total


def week_of(at: datetime) -> int:
    """A number for the week, Monday to Sunday in UTC: one more each week."""
    return (at.astimezone(UTC).date().toordinal() - 1) // 7


def week_begins(week: int) -> datetime:
    """The instant at which a week begins."""
    return datetime.combine(date.fromordinal(week * 7 + 1), _MIDNIGHT, UTC)


def _changes(year: int, holidays: frozenset[date]) -> Iterator[tuple[float, HourClass]]:
    day = date(year, 1, 1)
    while day.year == year:
        for begin, kind in _of_day(day, holidays):
            yield _instant(day, begin), kind
        day += timedelta(days=1)


def _of_day(day: date, holidays: frozenset[date]) -> tuple[tuple[time, HourClass], ...]:
    if day in holidays:
        return ((_MIDNIGHT, HourClass.HOLIDAY),)
    if day.weekday() >= SATURDAY:
        return ((_MIDNIGHT, HourClass.WEEKEND),)
    return (
        (_MIDNIGHT, HourClass.NIGHT),
        (DAWN, HourClass.EDGE),
        (WORK_BEGINS, HourClass.WORKING),
        (WORK_ENDS, HourClass.EDGE),
        (DUSK, HourClass.NIGHT),
    )


def _instant(day: date, clock: time) -> float:
    return datetime.combine(day, clock, _OSLO).timestamp()


def _added(passed: Elapsed, kind: HourClass, seconds: float) -> Elapsed:
    return (*passed[:kind], passed[kind] + seconds, *passed[kind + 1 :])


def _plus(one: Elapsed, other: Elapsed) -> Elapsed:
    return tuple(map(add, one, other))


def _minus(one: Elapsed, other: Elapsed) -> Elapsed:
    return tuple(map(sub, one, other))
