"""Understands how much of what was published the copy holds, and since when that is known."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

READY_WITHIN = timedelta(seconds=5)
"""A copy that was last known to be complete longer ago than this is behind (R19: unknown, since when)."""

Place = tuple[str, int]
"""Topic and partition."""


def is_behind(complete: datetime | None, now: datetime) -> bool:
    """Whether what was last known to be complete at `complete` may lack something that is older than READY_WITHIN."""
    return complete is None or now - complete > READY_WITHIN


@dataclass(slots=True)
class _Progress:
    """`mark` is the end when the copy began, `end` the last one seen; `asked` is an end not yet reached, and when it was the end."""

    begin: int
    mark: int
    position: int
    end: int
    asked: tuple[int, datetime] | None
    complete: datetime | None = None

    def settle(self) -> None:
        if self.asked and self.position >= self.asked[0]:
            self.complete, self.asked = self.asked[1], None


class Freshness:
    """What is known of every followed partition. One thread tells it, any thread may ask."""

    def __init__(self) -> None:
        self._places: dict[Place, _Progress] = {}
        self._expected: frozenset[Place] = frozenset()
        self._of_partition: dict[int, tuple[Place, ...]] = {}

    def expects(self, places: Iterable[Place]) -> None:
        """The copy is of these places; before all of them are followed, nothing is known to be complete."""
        self._expected = frozenset(places)
        self._of_partition = {
            partition: tuple(place for place in self._expected if place[1] == partition)
            for partition in {place[1] for place in self._expected}
        }

    def begins(self, place: Place, begin: int, end: int, at: datetime) -> None:
        """The copy of `place` goes on from `begin`; `end` was the high watermark at `at`, and must be reached."""
        known = self._places.get(place)
        progress = _Progress(begin, end, begin, end, (end, at), known.complete if known else None)
        progress.settle()
        self._places[place] = progress

    def reached(self, place: Place, position: int) -> None:
        """Everything before `position` is in the copy."""
        progress = self._places[place]
        progress.position = max(progress.position, position)
        progress.settle()

    def measured(self, ends: Mapping[Place, int], at: datetime) -> None:
        """The partitions ended at `ends` when they were asked, at `at`."""
        for place, end in ends.items():
            progress = self._places[place]
            progress.end = end
            if progress.position >= end:
                progress.asked = (end, at)
            progress.asked = progress.asked or (end, at)
            progress.settle()

    def complete_at(self, partition: int | None = None, topics: Container[str] | None = None) -> datetime | None:
        """The time at which the copy was last known to hold everything (of one partition, of some topics, or all); None: never yet."""
        places = self._expected if partition is None else self._of_partition.get(partition, ())
        times = [self._complete(place) for place in places if topics is None or place[0] in topics]
        known = [time for time in times if time is not None]
        return min(known) if known and len(known) == len(times) else None

    def behind(self, now: datetime, partition: int | None = None) -> bool:
        """Whether the copy may lack something that is older than READY_WITHIN."""
        return is_behind(self.complete_at(partition), now)

    def lag(self) -> dict[Place, int]:
        """Offsets between the copy and the end last seen, by place."""
        return {place: max(0, each.end - each.position) for place, each in list(self._places.items())}

    def completed(self) -> dict[Place, datetime | None]:
        """When each place was last known to be complete."""
        return {place: each.complete for place, each in list(self._places.items())}

    def restored(self) -> float:
        """The share of what there was at the start that has been read since: 1.0 when all of it has."""
        every = [each for place, each in list(self._places.items()) if place in self._expected]
        if not every or len(every) < len(self._expected):
            return 0.0
        left = sum(max(0, each.mark - each.position) for each in every)
        total = sum(max(0, each.mark - each.begin) for each in every)
        return 1 - left / total if total else 1.0

    def _complete(self, place: Place) -> datetime | None:
        progress = self._places.get(place)
        return progress.complete if progress else None
