"""Understands how often something usually comes, and when its silence is longer than it ever is.

What is usual is learned: for each kind of hour and week the longest pause. The usual interval is the second longest of the last eight weeks'
longest pauses, so that a source that sends in batches, or by chance, is not called silent between them, and one week's outage teaches nothing.
Silence is twice the usual interval in any kind of hour, or in all together twice the longest of those that it went through.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from carebus.domain.record import Record, replace
from carebus.domain.watch.hours import Elapsed, HourClass, Hours, week_begins, week_of

WEEKS = 8
"""How far back what is usual is looked for."""

ENOUGH_WEEKS = 6
"""Whole weeks in which something came, before anything is called usual."""

TIMES = 2
"""Usual intervals without anything, after which it is silence."""

FLOOR = timedelta(minutes=10)
"""No interval counts as shorter: what comes every second may pause for a restart."""

_FREE = timedelta(hours=24)
"""A usual interval in weekends, from which on they are free."""

_BRIEF = 60.0
"""Seconds: a pause that is shorter is never a week's longest worth keeping."""


class Week(Record, frozen=True):
    """One week in one kind of hour: the longest pause that ended in it, in seconds of that kind, and how many messages came."""

    number: int
    longest: float
    count: int


class Cadence(Record, frozen=True):
    """When something came first and last, and its weeks by kind of hour."""

    first: datetime
    last: datetime
    weeks: tuple[tuple[Week, ...], ...]


class Silence(Record, frozen=True):
    """Nothing since `since`: `usual` is the interval in the kind of hour that shows it; `missing` is how many messages would have come."""

    since: datetime
    usual: timedelta
    kind: HourClass | None
    missing: int


_NO_WEEKS: tuple[tuple[Week, ...], ...] = ((),) * len(HourClass)


def arrived(cadence: Cadence | None, at: datetime, count: int, hours: Hours, *, learn: bool = True) -> Cadence:
    """So many came `at` the bus's time. A pause is not learned where it was planned (`learn` false)."""
    kind, week = hours.kind(at), week_of(at)
    if cadence is None:
        return Cadence(at, at, _counted(_NO_WEEKS, kind, week, 0.0, count))
    weeks = cadence.weeks
    if learn and (at - cadence.last).total_seconds() > _BRIEF:
        for each, seconds in enumerate(hours.elapsed(cadence.last, at)):
            if seconds:
                weeks = _counted(weeks, HourClass(each), week, seconds, 0)
    weeks = _counted(weeks, kind, week, 0.0, count)
    return Cadence(min(cadence.first, at), max(cadence.last, at), weeks)


def usual(cadence: Cadence, kind: HourClass, now: datetime) -> timedelta | None:
    """The usual interval in a kind of hour; None while nothing can be said. The last weeks are those before it fell silent. What no holiday has shown yet, weekends show."""
    oldest, this = week_of(cadence.last) - WEEKS, week_of(now)
    longest = sorted(week.longest for week in cadence.weeks[kind] if oldest <= week.number < this and week.longest)
    if len(longest) >= ENOUGH_WEEKS:
        return max(FLOOR, timedelta(seconds=longest[-2]))
    return _weekend(cadence, now) if kind is HourClass.HOLIDAY else None


def _weekend(cadence: Cadence, now: datetime) -> timedelta | None:
    """What weekends say of holidays: nothing where weekends are free, for holidays may follow one another."""
    shown = usual(cadence, HourClass.WEEKEND, now)
    return shown if shown is not None and shown < _FREE else None


def silence(
    cadence: Cadence, now: datetime, hours: Hours, stated: timedelta | None, planned_to: datetime | None
) -> Silence | None:
    """The silence at `now`, or None. `stated` is what the source's file says, where nothing is learned yet; `planned_to` ends a planned silence."""
    since = cadence.last if planned_to is None else max(cadence.last, planned_to)
    spent = hours.elapsed(since, now)
    limits = _limits(cadence, now)
    if shown := _exceeded(limits, spent):
        return Silence(cadence.last, shown[1], shown[0], expected(cadence, since, now, hours))
    if not limits and stated is not None and now - since > stated:
        return Silence(cadence.last, stated, None, expected(cadence, since, now, hours))
    return None


def next_look(cadence: Cadence, now: datetime, hours: Hours, stated: timedelta | None) -> datetime:
    """The earliest time at which there can be silence, if nothing comes: a kind of hour passes no faster than time does."""
    spent = hours.elapsed(cadence.last, now)
    limits = _limits(cadence, now)
    if not limits:
        return max(now + FLOOR, cadence.last + stated) if stated is not None else now + timedelta(hours=6)
    _, longest = _longest(limits, spent) or min(limits, key=lambda limit: limit[1])
    left = TIMES * longest.total_seconds() - sum(spent[kind] for kind, _ in limits)
    shortest = min((TIMES * interval.total_seconds() - spent[kind] for kind, interval in limits), default=left)
    return now + timedelta(seconds=max(1.0, min(left, shortest)))


def expected(cadence: Cadence, begin: datetime, end: datetime, hours: Hours) -> int:
    """How many would have come between two times, at the rate of the weeks before."""
    latest = week_of(cadence.last)
    earliest = max(latest - WEEKS, week_of(cadence.first))
    shown = hours.elapsed(max(cadence.first, week_begins(earliest)), cadence.last)
    spent = hours.elapsed(begin, end)
    return round(sum(_rate(cadence.weeks[kind], shown, kind, earliest) * spent[kind] for kind in HourClass))


def _rate(weeks: Iterable[Week], shown: Elapsed, kind: HourClass, earliest: int) -> float:
    return sum(week.count for week in weeks if week.number >= earliest) / shown[kind] if shown[kind] else 0.0


def _exceeded(limits: list[tuple[HourClass, timedelta]], spent: Elapsed) -> tuple[HourClass, timedelta] | None:
    """The kind of hour that shows silence, and its usual interval: by itself, or as the longest of all that the pause went through."""
    for kind, interval in limits:
        if spent[kind] > TIMES * interval.total_seconds():
            return kind, interval
    longest = _longest(limits, spent)
    if longest is not None and sum(spent[kind] for kind, _ in limits) > TIMES * longest[1].total_seconds():
        return longest
    return None


def _longest(limits: list[tuple[HourClass, timedelta]], spent: Elapsed) -> tuple[HourClass, timedelta] | None:
    return max((limit for limit in limits if spent[limit[0]]), key=lambda limit: limit[1], default=None)


def _limits(cadence: Cadence, now: datetime) -> list[tuple[HourClass, timedelta]]:
    return [(kind, interval) for kind in HourClass if (interval := usual(cadence, kind, now)) is not None]


def _counted(
    weeks: tuple[tuple[Week, ...], ...], kind: HourClass, number: int, pause: float, count: int
) -> tuple[tuple[Week, ...], ...]:
    of_kind = weeks[kind]
    newest = of_kind[-1] if of_kind else None
    if newest is None or newest.number < number:
        of_kind = (*(week for week in of_kind if week.number >= number - WEEKS), Week(number, pause, count))
    elif newest.number == number:
        of_kind = (*of_kind[:-1], replace(newest, longest=max(newest.longest, pause), count=newest.count + count))
    else:
        of_kind = tuple(
            replace(week, longest=max(week.longest, pause), count=week.count + count) if week.number == number else week
            for week in of_kind
        )
    return (*weeks[:kind], of_kind, *weeks[kind + 1 :])
