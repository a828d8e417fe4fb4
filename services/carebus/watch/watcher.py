"""Understands the watch over the areas of the partitions that this process has: begun anew at each rebalance, by table and alarms."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import timedelta

from carebus.bus.partition import partition_of
from carebus.domain.alarms import AlarmEvent
from carebus.domain.areas import AREAS
from carebus.domain.flow import EVERY_AREA
from carebus.domain.watch.hours import Hours
from carebus.gateway.flow import UNKNOWN_AREA
from carebus.watch.area import AreaWatch
from carebus.watch.shelf import Shelf

PROBED = "medication"
"""The area through which the probe travels."""

WATCHED = (*AREAS, UNKNOWN_AREA, EVERY_AREA)


class Watcher:
    """The areas of this process; `partitions` is how many care.flow.v1 has."""

    def __init__(
        self,
        partitions: int,
        hours: Hours,
        stated: Mapping[str, timedelta],
        *,
        as_one: Container[str] = (),
        watched: Iterable[str] = WATCHED,
        probed: str | None = None,
    ) -> None:
        self._hours, self._stated, self._as_one, self._probed = hours, stated, as_one, probed
        self._place = {area: partition_of(area.encode(), partitions) for area in watched}
        self.shelf = Shelf()
        self.areas: dict[str, AreaWatch] = {}

    def on(self, partitions: Iterable[int]) -> tuple[str, ...]:
        """The areas whose flow is on these partitions."""
        chosen = frozenset(partitions)
        return tuple(area for area, place in self._place.items() if place in chosen)

    def begin(
        self, partitions: Iterable[int], table: Iterable[tuple[bytes, bytes]], told: Iterable[AlarmEvent]
    ) -> None:
        """Take over the areas of these partitions, with what the table has of them and the alarms that are open."""
        areas = self.on(partitions)
        self.shelf.load(table, areas)
        self.areas = {
            area: AreaWatch(
                area, self.shelf, self._hours, self._stated, as_one=self._as_one, probed=area == self._probed
            )
            for area in areas
        }
        told = tuple(told)
        for area, watch in self.areas.items():
            watch.remember(event for event in told if event.alarm.area == area)

    def changed(self, partition: int, at: int) -> Iterator[tuple[bytes, bytes | None]]:
        """What the table shall keep of the areas of a partition, counted up to an offset."""
        for area in self.on((partition,)):
            yield from self.shelf.take_changed(area, at)
