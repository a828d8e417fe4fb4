"""Understands how one transaction's record changes what the watch keeps of its area."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from carebus.domain.flow import GATEWAY, NO_OFFSET, NUMBERS, PROJECTOR, SourceFlow, TransactionDone
from carebus.domain.record import replace
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.domain.verdicts import Outcome
from carebus.domain.watch import progress as progressing
from carebus.domain.watch.numbering import numbered
from carebus.domain.watch.progress import Progress
from carebus.domain.watch.shares import Counts, Shares
from carebus.domain.watch.state import SourceState, planned_with
from carebus.domain.watch.totals import KEPT, Total, Window, came, counted, hour_of, told
from carebus.gateway.flow import UNKNOWN
from carebus.watch.lines import Lines
from carebus.watch.shelf import Key, Shelf, What

PROBE = "carebus-probe"
"""The source of the probe; it has an alarm of its own."""

_HOUR = timedelta(hours=1)


class Counting:
    """Counts one area's flow."""

    def __init__(self, area: str, shelf: Shelf, lines: Lines) -> None:
        self._area, self._shelf, self._lines = area, shelf, lines

    def count(self, done: TransactionDone, offset: int, written: datetime) -> None:
        """One transaction, which was `written` at that time. Stages that the watch does not know are passed over."""
        if done.stage == NUMBERS:
            self._numbers(done, offset)
            return
        if done.stage == GATEWAY:
            self._lines.came((row for row in done.sources if _has_cadence(row)), done.decided_to, offset)
        elif done.stage != PROJECTOR:
            return
        self._progress(done, offset, written)
        for source, rows in _by_source(row for row in done.sources if row.source != PROBE):
            self._source(source, rows, done, offset)

    def told(self, announcement: SourceControlTotal | PlannedSilence) -> None:
        """What a source told of itself; told again, nothing changes."""
        key = Key(self._area, What.SOURCE, announcement.source)
        state: SourceState = self._shelf.get(key) or SourceState()
        match announcement:
            case SourceControlTotal():
                windows = dict(self._windows(announcement))
                changed = replace(state, totals=told(state.totals, announcement, windows))
            case PlannedSilence():
                changed = replace(state, planned=planned_with(state.planned, announcement))
        self._shelf.put(key, changed)

    def forget(self, now: datetime) -> None:
        """Take away the windows that no control total can ask for any more."""
        oldest = (now - KEPT - 2 * _HOUR).isoformat()
        for key in tuple(self._shelf.all(self._area, What.WINDOW)):
            if key.rest < oldest:
                self._shelf.put(key, None)

    def _progress(self, done: TransactionDone, offset: int, written: datetime) -> None:
        key = Key(self._area, What.PROGRESS)
        if not self._shelf.counts(key, offset):
            return
        known: Progress = self._shelf.get(key) or progressing.NOTHING
        if done.stage == GATEWAY:
            if done.partition >= 0:
                self._shelf.put(key, progressing.submitted(known, done.partition, done.decided_to))
            return
        if done.last == NO_OFFSET:
            changed = progressing.released(known, done.partition, done.held_patients or 0)
        else:
            changed = progressing.decided(known, done.partition, done.decided_to, written, done.held_patients)
        if any(row.source == PROBE and row.outcome == Outcome.ACCEPTED for row in done.sources):
            changed = replace(changed, probe=written)
        self._shelf.put(key, changed)

    def _numbers(self, done: TransactionDone, offset: int) -> None:
        """Numbers alone, of sources that count over all areas; a source has several rows in one record."""
        for source, rows in _by_source(done.sources):
            key = Key(self._area, What.SOURCE, source)
            if self._shelf.counts(key, offset):
                state: SourceState = self._shelf.get(key) or SourceState()
                runs = tuple(run for row in rows for run in row.numbers)
                self._shelf.put(key, replace(state, numbering=numbered(state.numbering, runs, done.decided_to)))

    def _source(self, source: str, rows: tuple[SourceFlow, ...], done: TransactionDone, offset: int) -> None:
        key = Key(self._area, What.SOURCE, source)
        if self._shelf.counts(key, offset):
            state: SourceState = self._shelf.get(key) or SourceState()
            changed = _arrivals(state, rows, done) if done.stage == GATEWAY else _repeats(state, rows)
            shares = changed.shares or Shares(done.decided_to.replace(minute=0, second=0, microsecond=0))
            self._shelf.put(key, replace(changed, shares=shares.at(done.decided_to).plus(_outcomes(rows, done.stage))))
        self._in_windows(rows, done.stage, offset)

    def _in_windows(self, rows: Iterable[SourceFlow], stage: str, offset: int) -> None:
        for row in rows:
            added = _came(row, stage)
            if added and row.oldest is not None and _has_cadence(row):
                key = self._window(row.source, row.kind, hour_of(row.oldest))
                if self._shelf.counts(key, offset):
                    self._shelf.put(key, counted(self._shelf.get(key), row.oldest, added))

    def _windows(self, total: SourceControlTotal) -> Iterator[tuple[datetime, Window]]:
        hour = hour_of(total.begin)
        while hour < total.end:
            window: Window | None = self._shelf.get(self._window(total.source, total.kind, hour))
            if window is not None:
                yield hour, window
            hour += _HOUR

    def _window(self, source: str, kind: str, hour: datetime) -> Key:
        return Key(self._area, What.WINDOW, source, kind, hour.isoformat())


def _by_source(rows: Iterable[SourceFlow]) -> Iterator[tuple[str, tuple[SourceFlow, ...]]]:
    of_source = attrgetter("source")
    return ((source, tuple(its)) for source, its in groupby(sorted(rows, key=of_source), of_source))


def _arrivals(state: SourceState, rows: Iterable[SourceFlow], done: TransactionDone) -> SourceState:
    numbering, totals, skew = state.numbering, state.totals, state.skew
    for row in rows:
        if row.numbers:
            numbering = numbered(numbering, row.numbers, done.decided_to)
        totals = _in_totals(totals, row, GATEWAY)
        if row.newest is not None:
            skew = row.newest - done.decided_to
    return replace(state, numbering=numbering, totals=totals, skew=skew)


def _repeats(state: SourceState, rows: Iterable[SourceFlow]) -> SourceState:
    """What came a second time is no second message: a total would else hide one that was lost in the same minutes."""
    totals = state.totals
    for row in rows:
        totals = _in_totals(totals, row, PROJECTOR)
    return state if totals is state.totals else replace(state, totals=totals)


def _in_totals(totals: tuple[Total, ...], row: SourceFlow, stage: str) -> tuple[Total, ...]:
    if not totals or row.oldest is None:
        return totals
    return came(totals, row.kind, row.oldest.replace(second=0, microsecond=0), _came(row, stage))


def _came(row: SourceFlow, stage: str) -> int:
    """How many messages a row adds to what came: the gateway tells of all that goes on, the projector which of them were repeats."""
    if stage == PROJECTOR:
        return -row.repeats
    return 0 if row.outcome == Outcome.HELD else row.count


def _outcomes(rows: Iterable[SourceFlow], stage: str) -> Counts:
    """What the projector decided, and what the gateway held: nothing that goes on is counted at both."""
    rows = tuple(row for row in rows if stage == PROJECTOR or row.outcome == Outcome.HELD)
    return Counts(
        decided=sum(row.count for row in rows),
        held=sum(row.count for row in rows if row.outcome == Outcome.HELD),
        duplicates=sum(row.count for row in rows if row.outcome == Outcome.DUPLICATE),
        unknowns=sum(row.unknowns for row in rows),
        refused=sum(row.count for row in rows if row.outcome == Outcome.REFUSED),
    )


def _has_cadence(row: SourceFlow) -> bool:
    return row.source not in (UNKNOWN, PROBE)
