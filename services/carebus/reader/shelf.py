"""Understands the copy of one partition: what is kept of it, how many entries it has, and which of them nobody can read."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from carebus.bus.record import Record
from carebus.bus.store import Put, Store


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a shelf does with what comes.

    `entry(record)`: what is kept of a record. `check(key, value)`: why that cannot be read, None if it can; raises where that cannot be
    told now. `moved(position)`: told after each write. `compacted`, `kept`: as of the topic that it copies.
    """

    entry: Callable[[Record], Put | None]
    check: Callable[[bytes, bytes], str | None]
    moved: Callable[[int], None]
    compacted: bool = True
    kept: timedelta | None = None


_COUNT = b"\x00count"
_UNREADABLE = b"\x00unreadable/"


class Shelf(Store):
    """A store that keeps what matters of each record, and remembers the entries that cannot be read."""

    def __init__(self, path: Path, topic_id: str, keeping: Keeping) -> None:
        super().__init__(path, topic_id, keeping.kept)
        self._keeping = keeping
        self.units = int(self.get(_COUNT) or 0)
        self.unreadable = {key.removeprefix(_UNREADABLE): why.decode() for key, why in self.scan(_UNREADABLE)}

    def entry(self, record: Record) -> Put | None:
        """What is kept of a record."""
        return self._keeping.entry(record)

    def write(self, puts: Iterable[Put], position: int) -> None:
        """Write entries (None deletes), what is known of them, and the position that they lead to, all or nothing."""
        last = dict(puts)
        units = self.units + sum(self._gained(key, value) for key, value in last.items())
        faults = {key: self._fault(key, value) for key, value in last.items()}
        super().write([*last.items(), *self._notes(faults), (_COUNT, b"%d" % units)], position)
        self.units = units
        self._note(faults)
        self._keeping.moved(position)

    def look_again(self) -> None:
        """Try what could not be read once more: this release may read what an earlier one could not."""
        entries = {key: self.get(key) for key in self.unreadable}
        faults = {key: self._fault(key, value) for key, value in entries.items()}
        mark = self.mark()
        if faults and mark is not None:
            super().write(self._notes(faults), mark.position)
            self._note(faults)

    def trusted(self, topic_id: str, end: int) -> bool:
        """Tell whether the copy may be continued: a tombstone may have been missed, but nothing of a log, however old the copy is (rule 9)."""
        mark = self.mark()
        if mark is None:
            return True
        if self.outlived:
            return False
        if self._keeping.compacted:
            return mark.trusted(topic_id, end, datetime.now(UTC))
        return mark.topic_id == topic_id and mark.position <= end

    def _gained(self, key: bytes, value: bytes | None) -> int:
        return (value is not None) - (self.get(key) is not None)

    def _fault(self, key: bytes, value: bytes | None) -> str | None:
        return None if value is None else self._keeping.check(key, value)

    def _notes(self, faults: dict[bytes, str | None]) -> Iterator[Put]:
        for key, why in faults.items():
            if why is not None:
                yield _UNREADABLE + key, why.encode()
            elif key in self.unreadable:
                yield _UNREADABLE + key, None

    def _note(self, faults: dict[bytes, str | None]) -> None:
        gone = {key for key, why in faults.items() if why is None}
        found = {key: why for key, why in faults.items() if why is not None}
        self.unreadable = {key: why for key, why in (self.unreadable | found).items() if key not in gone}


def open_shelf(path: Path, topic_id: str, end: int, keeping: Keeping) -> Shelf:
    """Open the shelf at `path`, emptied where it is damaged or not to be trusted."""
    try:
        shelf = Shelf(path, topic_id, keeping)
        if shelf.trusted(topic_id, end):
            return shelf
        shelf.close()
    except Exception:  # noqa: BLE001, S110 - RocksDB raises a bare Exception for every kind of damage
        pass
    shutil.rmtree(path, ignore_errors=True)
    return Shelf(path, topic_id, keeping)
