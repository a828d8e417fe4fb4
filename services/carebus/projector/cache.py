"""Understands which decoded views are worth keeping in memory: those used last."""

from collections.abc import Iterable
from typing import NamedTuple

from carebus.bus.wire import Written
from carebus.domain.provenance import PatientKey


class Unit(NamedTuple):
    """One unit of one patient: what changes as a whole, in the partition where its patient is."""

    partition: int
    patient: PatientKey
    name: str

    @property
    def key(self) -> bytes:
        """Its key on the view topic."""
        return f"{self.patient}/{self.name}".encode()


class Cache:
    """At most `limit` views, the least recently used forgotten first. It holds what is committed, never more."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._views: dict[Unit, Written] = {}

    def get(self, unit: Unit) -> Written | None:
        """The view, or None where it is not in memory."""
        view = self._views.pop(unit, None)
        if view is not None:
            self._views[unit] = view
        return view

    def keep(self, unit: Unit, view: Written | None) -> None:
        """Remember a committed view; None forgets it."""
        self._views.pop(unit, None)
        if view is None or self._limit == 0:
            return
        self._views[unit] = view
        if len(self._views) > self._limit:
            del self._views[next(iter(self._views))]

    def forget(self, partitions: Iterable[int]) -> None:
        """Forget every view of these partitions."""
        gone = set(partitions)
        self._views = {unit: view for unit, view in self._views.items() if unit.partition not in gone}
