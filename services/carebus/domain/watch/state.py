"""Understands what the watch knows of a source in an area, besides its cadence."""

from datetime import datetime, timedelta

from carebus.domain.record import Record
from carebus.domain.sources import PlannedSilence
from carebus.domain.watch.numbering import Numbering
from carebus.domain.watch.shares import Shares
from carebus.domain.watch.totals import Total


class Planned(Record, frozen=True):
    """A silence that a source announced."""

    begin: datetime
    end: datetime


class SourceState(Record, frozen=True):
    """One source in one area. `skew` is how far its clock is before the bus's (negative: behind), as its newest message shows it."""

    numbering: Numbering | None = None
    totals: tuple[Total, ...] = ()
    shares: Shares | None = None
    planned: tuple[Planned, ...] = ()
    skew: timedelta | None = None


def planned_with(planned: tuple[Planned, ...], silence: PlannedSilence) -> tuple[Planned, ...]:
    """With one more announcement; what ended before it was told is forgotten, and said twice it counts once."""
    new = Planned(silence.begin, silence.end)
    return tuple(sorted({each for each in (*planned, new) if each.end > silence.told}, key=lambda each: each.begin))


def planned_now(planned: tuple[Planned, ...], now: datetime) -> bool:
    """Whether the source said that it would be silent now."""
    return any(each.begin <= now < each.end for each in planned)


def planned_to(planned: tuple[Planned, ...], since: datetime, now: datetime) -> datetime | None:
    """The end of the newest planned silence that lies between two times; from there on silence is counted."""
    return max((each.end for each in planned if each.end > since and each.end <= now), default=None)
