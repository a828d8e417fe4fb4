"""Understands which record was in hand when the process died: one that it died of twice, while nothing else was, is not tried again."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from carebus.projector.incoming import Incoming

Ranges = dict[int, tuple[int, int]]
"""First and last offset of a batch, by partition."""

_END = b"\n"
"""A note is one line, written over the last in one call: 5 us, where replacing a file takes 200 and, on a busy disk, 30,000."""


class _Note(msgspec.Struct):
    batch: Ranges
    alone: str | None = None
    was_read: bool = False
    deaths: dict[str, int] = {}
    unreadable: list[str] = []


class InFlight:
    """A small local note of what is in hand, written before it is taken up.

    After a death the records of the noted batch are suspected: each is noted alone before it is taken up. A record that the process
    died of twice while it stood alone is condemned. Once is no proof: a kill from outside finds some record alone too, and in an area of
    one line that could park everybody, for nobody can tell whom a record touches that must not be read again. Two kills at the very same
    record count all the same: they park it, visibly.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # open as long as the process
        died = _read(path.read_bytes())
        self._suspects = died.batch
        self._deaths = dict(died.deaths)
        self._unreadable = set(died.unreadable)
        self._batch: Ranges = {}
        if died.alone is not None:
            self._deaths[died.alone] = self._deaths.get(died.alone, 0) + 1
            if not died.was_read:
                self._unreadable.add(died.alone)

    def begin(self, batch: Iterable[Incoming]) -> None:
        """Note the batch that is about to be decided; nothing stands alone."""
        self._batch = {}
        for incoming in batch:
            first, _ = self._batch.get(incoming.partition, (incoming.offset, 0))
            self._batch[incoming.partition] = (first, incoming.offset)
        self._write(None, was_read=False)

    def alone(self, incoming: Incoming, *, was_read: bool) -> None:
        """Note one record that is about to be read, or that was read and is about to be decided."""
        self._write(incoming.place, was_read=was_read)

    def suspected(self, incoming: Incoming) -> bool:
        """Tell whether the process died while this record's batch was in hand."""
        first, last = self._suspects.get(incoming.partition, (0, -1))
        return first <= incoming.offset <= last

    def condemned(self, incoming: Incoming) -> bool:
        """Tell whether the process died of this record, for the second time."""
        return bool(self._deaths) and self._deaths.get(incoming.place, 0) > 1

    def unreadable(self, incoming: Incoming) -> bool:
        """Tell whether the process died while it read this record: it must not be read again."""
        return incoming.place in self._unreadable

    def settled(self, done: Iterable[Incoming]) -> None:
        """These records stand decided or set aside: a release of them begins anew, also by the next process."""
        if self._deaths:
            for incoming in done:
                self._deaths.pop(incoming.place, None)
            self._batch = {}
            self._write(None, was_read=False)

    def _write(self, alone: str | None, *, was_read: bool) -> None:
        note = _Note(self._batch, alone, was_read, self._deaths, sorted(self._unreadable))
        os.pwrite(self._file, msgspec.json.encode(note) + _END, 0)


def _read(written: bytes) -> _Note:
    try:
        return msgspec.json.decode(written.partition(_END)[0], type=_Note)
    except msgspec.DecodeError:
        return _Note({})
