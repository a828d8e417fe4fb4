"""Understands how the views of a partition are recomputed: the accepted events, folded in their order, and nothing else."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from carebus.bus.record import Record
from carebus.bus.store import Store
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.provenance import PatientKey
from carebus.rebuild.scratch import Scratch

TOGETHER = 2_000
"""Events that are folded in memory before the store is written."""

Progress = Callable[[int], None]


def fold(area: Area, wire: Wire, accepted: Iterable[Record], into: Store, progress: Progress) -> None:
    """Fold accepted events into a store of view values, keyed as on the view topic."""
    left = iter(accepted)
    while events := list(islice(left, TOGETHER)):
        _fold_some(area, wire, events, into)
        progress(len(events))


def copy(area: Area, wire: Wire, views: Iterable[Record], into: Scratch, progress: Progress) -> None:
    """Keep the live views, each value as this release would write it (promise 2)."""
    left = iter(views)
    while records := list(islice(left, TOGETHER)):
        into.keep((r.key, _as_written_now(area, wire, r.key, r.value), r.value) for r in records if r.key is not None)
        progress(len(records))


def _fold_some(area: Area, wire: Wire, events: list[Record], into: Store) -> None:
    views: dict[bytes, Any] = {}
    for record in events:
        patient = PatientKey((record.key or b"").decode())
        event = wire.decode(record.value or b"", patient)
        for unit in area.units_changed_by(event):
            key = f"{patient}/{unit}".encode()
            if key not in views:
                known = into.get(key)
                views[key] = None if known is None else wire.decode(known, patient)
            views[key] = area.evolve(unit, views[key], event)
    changed = [(key, view) for key, view in views.items() if view is not None]
    into.write([(key, _encoded(area, wire, key, view)) for key, view in changed], 0)


def _as_written_now(area: Area, wire: Wire, key: bytes, value: bytes | None) -> bytes | None:
    if value is None or any(wire.written_now(area.views, picture, value) for picture in area.pictures):
        return value
    return _encoded(area, wire, key, wire.decode(value, _patient(key)))


def _encoded(area: Area, wire: Wire, key: bytes, view: Any) -> bytes:
    return wire.encode(area.views, view, _patient(key))


def _patient(key: bytes) -> PatientKey:
    return PatientKey(key.decode().partition("/")[0])
