"""Understands whether the live views are what the accepted log tells, partition by partition."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from carebus.bus.store import Store
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.rebuild.fold import Progress, copy, fold
from carebus.rebuild.scratch import Difference, Scratch

LOOKS = 3
"""How often a unit that differs is looked at before it counts: while events arrive, log and view are never read at one instant."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What one partition came to. `rebuilt` and `live` are SHA-256 over every key and value, in order of the keys."""

    partition: int
    units: int
    rebuilt: str
    live: str
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many units are missing, extra, different."""
        return Counter(difference.kind for difference in self.differences)


class Verifier:
    """Compares one area on one cluster."""

    def __init__(self, brokers: str, wire: Wire, area: Area) -> None:
        self._brokers = brokers
        self._wire = wire
        self._area = area

    def verify(self, partition: int, progress: Progress) -> Verified:
        """Recompute and compare a partition. Raises KafkaException where the broker does not answer."""
        with _scratch(partition) as scratch:
            differences = self._lasting(scratch, progress)
            units, rebuilt = _digest(scratch.rebuilt)
            live = _digest(scratch.live)[1] if differences else rebuilt
            return Verified(partition, units, rebuilt, live, tuple(differences))

    def _lasting(self, scratch: Scratch, progress: Progress) -> list[Difference]:
        """The differences of the last look in units that differed at every look."""
        self._read(scratch, progress)
        found = list(scratch.differences())
        for _look in range(1, LOOKS):
            if not found:
                break
            lasting = {difference.key for difference in found}
            self._read(scratch, progress)
            found = [difference for difference in scratch.differences() if difference.key in lasting]
        return found

    def _read(self, scratch: Scratch, progress: Progress) -> None:
        """The live views first, the log after them and to its very end: what is rebuilt is never older than what is live."""
        scratch.clear()
        views = read_whole(self._brokers, self._area.views, [scratch.partition])
        copy(self._area, self._wire, views, scratch, progress)
        accepted = read_whole(self._brokers, self._area.accepted, [scratch.partition])
        fold(self._area, self._wire, accepted, scratch.rebuilt, progress)


def _digest(store: Store) -> tuple[int, str]:
    total, units = hashlib.sha256(), 0
    for key, value in store.scan(b""):
        total.update(len(key).to_bytes(4, "big") + key + len(value).to_bytes(4, "big") + value)
        units += 1
    return units, total.hexdigest()


@contextmanager
def _scratch(partition: int) -> Iterator[Scratch]:
    with TemporaryDirectory(prefix="carebus-rebuild-") as folder:
        scratch = Scratch(Path(folder), partition)
        try:
            yield scratch
        finally:
            scratch.close()
