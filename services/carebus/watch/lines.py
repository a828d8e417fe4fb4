"""Understands which lines of an area are silent: a source, its messages of one kind, and those to one recipient.

A line is looked at when silence is possible at the earliest, not at every evaluation: ten thousand sources that flow cost nothing.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from carebus.domain.flow import SourceFlow
from carebus.domain.watch.cadence import Cadence, Silence, arrived, next_look, silence
from carebus.domain.watch.hours import Hours
from carebus.domain.watch.state import SourceState, planned_now, planned_to
from carebus.watch.shelf import Key, Shelf, What

MOST = 500
"""Lines of one source with a recipient of their own; what goes to others is counted by kind alone."""


class Lines:
    """The lines of one area; `kinds` is how many kinds of message each source has."""

    def __init__(self, area: str, shelf: Shelf, hours: Hours, stated: Mapping[str, timedelta]) -> None:
        self._area, self._shelf, self._hours, self._stated = area, shelf, hours, stated
        self._ahead: list[tuple[datetime, Key]] = []
        self._recipients: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self._silent: set[Key] = set()
        for key, cadence in shelf.all(area, What.LINE).items():
            self._known(key)
            self._ahead.append((cadence.last, key))
        heapq.heapify(self._ahead)

    def came(self, rows: Iterable[SourceFlow], at: datetime, offset: int) -> None:
        """What came through the gateway in one transaction."""
        counts: Counter[Key] = Counter()
        for row in rows:
            for key in self._keys(row):
                counts[key] += row.count
        for key, count in counts.items():
            if self._shelf.counts(key, offset):
                self._arrived(key, count, at)

    def silent(self, now: datetime) -> Iterator[tuple[Key, Silence]]:
        """The lines that are silent now."""
        while self._ahead and self._ahead[0][0] <= now:
            self._silent.add(heapq.heappop(self._ahead)[1])
        for key in tuple(self._silent):
            cadence: Cadence | None = self._shelf.get(key)
            if cadence is None:
                self._silent.discard(key)
            elif found := self._silence(key, cadence, now):
                yield key, found
            else:
                self._silent.discard(key)
                heapq.heappush(self._ahead, (self._look(key, cadence, now), key))

    def stated(self, key: Key) -> timedelta | None:
        """The cadence that a source's file states, which is of the source as a whole."""
        return None if key.kind else self._stated.get(key.source)

    def _known(self, key: Key) -> None:
        self._recipients[key.source] += bool(key.rest)
        self.kinds[key.source] += bool(key.kind and not key.rest)

    def _keys(self, row: SourceFlow) -> Iterator[Key]:
        source = Key(self._area, What.LINE, row.source)
        yield source
        kind = source._replace(kind=row.kind)
        yield kind
        if row.recipient is not None:
            line = kind._replace(rest=row.recipient)
            if self._shelf.get(line) is not None or self._recipients[row.source] < MOST:
                yield line

    def _arrived(self, key: Key, count: int, at: datetime) -> None:
        known: Cadence | None = self._shelf.get(key)
        if known is None:
            self._known(key)
            heapq.heappush(self._ahead, (at, key))
        learn = known is None or self._planned_to(key, known.last, at) is None
        self._shelf.put(key, arrived(known, at, count, self._hours, learn=learn))

    def _silence(self, key: Key, cadence: Cadence, now: datetime) -> Silence | None:
        state = self._state(key)
        if state is not None and planned_now(state.planned, now):
            return None
        return silence(cadence, now, self._hours, self.stated(key), self._planned_to(key, cadence.last, now))

    def _look(self, key: Key, cadence: Cadence, now: datetime) -> datetime:
        """Where a silence was planned the limit is farther away than the last arrival says, and it is looked at again soon."""
        return max(next_look(cadence, now, self._hours, self.stated(key)), now + timedelta(seconds=1))

    def _planned_to(self, key: Key, since: datetime, now: datetime) -> datetime | None:
        state = self._state(key)
        return None if state is None or not state.planned else planned_to(state.planned, since, now)

    def _state(self, key: Key) -> SourceState | None:
        return self._shelf.get(Key(self._area, What.SOURCE, key.source))
