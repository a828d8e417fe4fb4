"""Understands which records were being decided when the process died: a record that it dies of twice is not tried again."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from carebus.projector.incoming import Incoming


class _Note(msgspec.Struct):
    ranges: dict[int, tuple[int, int]]
    alone: bool


class InFlight:
    """A small local note, written before a batch is decided.

    After a death the records of the noted batch are noted one by one; the one that stands alone in the note after a second death
    is condemned. A kill from outside at the very moment of the same record counts as well: it parks one patient, visibly.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._died = _read(path)

    def begin(self, batch: Iterable[Incoming]) -> None:
        """Note the batch that is about to be decided."""
        ranges: dict[int, tuple[int, int]] = {}
        for incoming in batch:
            first, _ = ranges.get(incoming.partition, (incoming.offset, 0))
            ranges[incoming.partition] = (first, incoming.offset)
        self._write(_Note(ranges, alone=False))

    def alone(self, incoming: Incoming) -> None:
        """Note one suspected record that is about to be decided."""
        self._write(_Note({incoming.partition: (incoming.offset, incoming.offset)}, alone=True))

    def suspected(self, incoming: Incoming) -> bool:
        """Tell whether the process died while this record was in hand."""
        first, last = self._died.ranges.get(incoming.partition, (0, -1))
        return first <= incoming.offset <= last

    def condemned(self, incoming: Incoming) -> bool:
        """Tell whether the process died of this record, for the second time."""
        return self._died.alone and self.suspected(incoming)

    def _write(self, note: _Note) -> None:
        self._path.write_bytes(msgspec.json.encode(note))


def _read(path: Path) -> _Note:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Note)
    except (OSError, msgspec.DecodeError):
        return _Note({}, alone=False)
