"""Understands how each source stands, for an operator who asks: by area and kind of message, as the watch's table and the open alarms have it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from carebus.domain.alarms import Alarm, Kind
from carebus.domain.record import Record
from carebus.domain.watch.cadence import Cadence, Silence, usual
from carebus.domain.watch.hours import Hours
from carebus.domain.watch.numbering import words
from carebus.domain.watch.shares import Counts
from carebus.domain.watch.state import SourceState
from carebus.domain.watch.totals import shortfalls
from carebus.watch.counting import PROBE
from carebus.watch.lines import Lines
from carebus.watch.shelf import Key, Shelf, What

_RUNS = 5
"""Runs of missing numbers that are named."""


class Line(Record, frozen=True):
    """A source as a whole, its messages of one kind, or those to one recipient.

    `last` is when the gateway took the newest, None where none was ever seen. `usual` is the interval in the kind of hour that it is now, or in the one
    that shows the silence; `learned` is false where the source's file states it, and both say nothing where `usual` is None.
    """

    kind: str | None
    recipient: str | None
    last: datetime | None
    quiet: timedelta | None
    usual: timedelta | None
    learned: bool
    silent: bool
    alarms: tuple[Kind, ...]


class Standing(Record, frozen=True):
    """One source in one area: it as a whole, then its kinds, each followed by its recipients.

    `expected` says whether its file names the area; what is of no file has no cadence either, as what is held of nobody knows whom. `numbered` says whether it numbers its messages, `missing` which numbers have not come, `lost` how many messages of its control totals. `hours` counts
    what was decided or held at the gateway in the hour that runs and the one before.
    """

    area: str
    source: str
    expected: bool
    lines: tuple[Line, ...]
    numbered: bool
    missing: int
    missing_numbers: str
    lost: int
    hours: Counts
    planned_to: datetime | None

    @property
    def whole(self) -> Line:
        """The source as a whole."""
        return self.lines[0]

    @property
    def alarmed(self) -> bool:
        """Whether an alarm is open of it."""
        return any(line.alarms for line in self.lines)


class Expected(NamedTuple):
    """A source of which something is to be heard in an area, as its file says."""

    area: str
    source: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known at one moment: the watch's table, the open alarms, the cadences that files state, and who is expected at all."""

    shelf: Shelf
    alarms: tuple[Alarm, ...]
    hours: Hours
    stated: Mapping[str, timedelta]
    expected: frozenset[Expected]
    now: datetime


def standings(seen: Seen, area: str) -> tuple[Standing, ...]:
    """Every source of an area, by name: those that were seen, and those that were expected and never came."""
    came = {key.source for what in (What.LINE, What.SOURCE) for key in seen.shelf.all(area, what)} - {PROBE}
    about = _Area(seen, area)
    return tuple(
        about.standing(source) for source in sorted(came | {each.source for each in seen.expected if each.area == area})
    )


class _Area:
    def __init__(self, seen: Seen, area: str) -> None:
        self._seen, self._area = seen, area
        self._lines = Lines(area, seen.shelf, seen.hours, seen.stated)
        self._silent = dict(self._lines.silent(seen.now))
        self._alarms: dict[tuple[str | None, str | None, str | None], list[Kind]] = {}
        for each in seen.alarms:
            if each.area == area:
                self._alarms.setdefault((each.source, each.message_kind, each.recipient), []).append(each.kind)
        self._keys: dict[str, list[Key]] = {}
        for key in sorted(seen.shelf.all(area, What.LINE)):
            self._keys.setdefault(key.source, []).append(key)

    def standing(self, source: str) -> Standing:
        """One source."""
        state: SourceState = self._seen.shelf.get(Key(self._area, What.SOURCE, source)) or SourceState()
        whole, *below = self._keys.get(source) or [Key(self._area, What.LINE, source)]
        numbering = state.numbering
        return Standing(
            self._area,
            source,
            Expected(self._area, source) in self._seen.expected,
            (self._line(whole), *map(self._line, below)),
            numbering is not None,
            0 if numbering is None else numbering.missing,
            "" if numbering is None else words(numbering.gaps, _RUNS),
            sum(short.missing for short in shortfalls(state.totals, self._seen.now)),
            Counts() if state.shares is None else state.shares.at(self._seen.now).both,
            max((each.end for each in state.planned if each.begin <= self._seen.now < each.end), default=None),
        )

    def _line(self, key: Key) -> Line:
        cadence: Cadence | None = self._seen.shelf.get(key)
        kind, recipient = key.kind or None, key.rest or None
        alarms = tuple(self._alarms.get((key.source, kind, recipient), ()))
        if cadence is None:
            expected = Expected(self._area, key.source) in self._seen.expected
            stated = self._lines.stated(key) if expected else None
            return Line(kind, recipient, None, None, stated, False, False, alarms)
        silence = self._silent.get(key)
        interval, learned = self._interval(key, cadence, silence)
        quiet = self._seen.now - cadence.last
        return Line(kind, recipient, cadence.last, quiet, interval, learned, silence is not None, alarms)

    def _interval(self, key: Key, cadence: Cadence, silence: Silence | None) -> tuple[timedelta | None, bool]:
        """What is usual, and whether it was learned."""
        if silence is not None:
            return silence.usual, silence.kind is not None
        learned = usual(cadence, self._seen.hours.kind(self._seen.now), self._seen.now)
        return (learned, True) if learned is not None else (self._lines.stated(key), False)


def of_the_area(area: str, alarms: Iterable[Alarm]) -> Iterator[Alarm]:
    """The alarms that are about an area and no single source of it."""
    return (each for each in alarms if each.area == area and each.source is None)
