"""Understands the watch's table in memory: what is kept under which key, what has changed, and what was counted before a restart.

Each value is kept with the offset of the flow up to which it has counted. What is read again after a restart is therefore counted once, however
much of the table was written before.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from carebus.domain.watch.cadence import Cadence
from carebus.domain.watch.progress import Progress
from carebus.domain.watch.state import SourceState
from carebus.domain.watch.totals import Window


class What(StrEnum):
    """What is kept."""

    PROGRESS = "progress"
    SOURCE = "source"
    LINE = "line"
    WINDOW = "window"


class Key(NamedTuple):
    """Where it is kept: `rest` is the recipient of a line, and the hour of a window."""

    area: str
    what: What
    source: str = ""
    kind: str = ""
    rest: str = ""

    @property
    def written(self) -> bytes:
        """The key as the table has it."""
        return "/".join(self).encode()

    @classmethod
    def of(cls, key: bytes) -> "Key":
        """The key that the table has so."""
        area, what, source, kind, rest = key.decode().split("/", 4)
        return cls(area, What(what), source, kind, rest)


class _Kept(msgspec.Struct):
    at: int
    value: msgspec.Raw


_DECODERS: dict[What, msgspec.msgpack.Decoder[Any]] = {
    What.PROGRESS: msgspec.msgpack.Decoder(Progress),
    What.SOURCE: msgspec.msgpack.Decoder(SourceState),
    What.LINE: msgspec.msgpack.Decoder(Cadence),
    What.WINDOW: msgspec.msgpack.Decoder(Window),
}
_encode = msgspec.msgpack.Encoder().encode
_kept = msgspec.msgpack.Decoder(_Kept)


class Shelf:
    """Values by key."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, What], dict[Key, Any]] = {}
        self._counted: dict[Key, int] = {}
        self._changed: dict[str, set[Key]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._values.values()))

    def get(self, key: Key) -> Any | None:
        """What is kept; None for nothing."""
        return self.all(key.area, key.what).get(key)

    def all(self, area: str, what: What) -> Mapping[Key, Any]:
        """Everything of one sort in an area."""
        return self._values.get((area, what), {})

    def put(self, key: Key, value: Any | None) -> None:
        """Keep something; None takes it away."""
        values = self._values.setdefault((key.area, key.what), {})
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
        self._changed.setdefault(key.area, set()).add(key)

    def counts(self, key: Key, offset: int) -> bool:
        """Whether a record of the flow is still to be counted here: it was not before the last restart."""
        return not self._counted or offset > self._counted.get(key, -1)

    def load(self, table: Iterable[tuple[bytes, bytes]], areas: Container[str]) -> None:
        """Begin with what the table has of these areas, and with nothing else."""
        for each in (self._values, self._counted, self._changed):
            each.clear()
        for name, data in table:
            key = Key.of(name)
            if key.area in areas:
                kept = _kept.decode(data)
                self._values.setdefault((key.area, key.what), {})[key] = _DECODERS[key.what].decode(kept.value)
                self._counted[key] = kept.at

    def take_changed(self, area: str, at: int) -> Iterator[tuple[bytes, bytes | None]]:
        """What has changed since it was asked last, as the table shall have it, counted up to an offset."""
        for key in self._changed.pop(area, set()):
            value = self.get(key)
            yield key.written, None if value is None else _encode({"at": at, "value": value})
