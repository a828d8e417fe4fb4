"""Understands the watch over one area: its flow is counted, and what is wrong is said whenever it is asked."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from carebus.domain.alarms import AlarmEvent, Matter
from carebus.domain.flow import EVERY_AREA, TransactionDone
from carebus.domain.record import replace
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.domain.watch.hours import Hours
from carebus.domain.watch.progress import NOTHING, Progress
from carebus.domain.watch.register import Finding, Open, told, turn
from carebus.domain.watch.state import SourceState
from carebus.domain.watch.totals import settled
from carebus.watch import finding
from carebus.watch.counting import Counting
from carebus.watch.lines import Lines
from carebus.watch.shelf import Key, Shelf, What


class AreaWatch:
    """One area. Time is given; nothing here reads a clock or a topic. Sources in `as_one` number their messages over all areas."""

    def __init__(
        self,
        area: str,
        shelf: Shelf,
        hours: Hours,
        stated: Mapping[str, timedelta],
        *,
        as_one: Container[str] = (),
        probed: bool = False,
    ) -> None:
        self.area, self._shelf, self._as_one, self._probed = area, shelf, as_one, probed
        self._lines = Lines(area, shelf, hours, stated)
        self._counting = Counting(area, shelf, self._lines)
        self.alarms: dict[Matter, Open] = {}

    @property
    def progress(self) -> Progress:
        """How far the area has come."""
        return self._shelf.get(Key(self.area, What.PROGRESS)) or NOTHING

    @property
    def sources(self) -> Mapping[Key, SourceState]:
        """The sources that were ever seen."""
        return self._shelf.all(self.area, What.SOURCE)

    def count(self, done: TransactionDone, offset: int, written: datetime) -> None:
        """One record of the flow; `offset` is its own on the flow topic."""
        self._counting.count(done, offset, written)

    def announced(self, announcement: SourceControlTotal | PlannedSilence) -> None:
        """What a source told of itself."""
        self._counting.told(announcement)

    def remember(self, events: Iterable[AlarmEvent]) -> None:
        """Alarms were told: they are open now, or no more."""
        self.alarms = told(self.alarms, events)

    def evaluate(self, now: datetime) -> tuple[AlarmEvent, ...]:
        """What is to be told now; `remember` it once it is told."""
        self._settle(now)
        return turn(self.alarms, self._found(now), now, self._knows)

    def _found(self, now: datetime) -> Iterator[Finding]:
        silent = dict(self._lines.silent(now))
        yield from finding.of_lines(self.area, silent, self._lines.kinds, self.alarms, now)
        for key, state in self.sources.items():
            yield from finding.of_source(self.area, key.source, state, now)
        yield from finding.of_area(self.area, self.progress, now, probed=self._probed)

    def _settle(self, now: datetime) -> None:
        """Let go what is of no interest any more."""
        for key, state in tuple(self.sources.items()):
            left = replace(state, totals=settled(state.totals, now)) if state.totals else state
            if state.numbering is not None and not self._numbers(key.source):
                left = replace(left, numbering=None)
            if left != state:
                self._shelf.put(key, left)
        self._counting.forget(now)

    def _numbers(self, source: str) -> bool:
        """Whether this is where a source's numbers are counted: its file may say otherwise since they came."""
        return (source in self._as_one) == (self.area == EVERY_AREA)

    def _knows(self, matter: Matter) -> bool:
        """Whether what an alarm is about was seen: of what a lost table knew, silence is not the end of an alarm."""
        return matter.source is None or Key(self.area, What.SOURCE, matter.source) in self.sources
