"""Understands what is remembered of every id that was ever seen, and how far the facts were read that it is from.

Everything in it is from topics that are kept for ever: it is thrown away and made again where it is not theirs.
"""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from carebus.bus.follow import Place
from carebus.bus.store import Put, Store

_AT, _ID = b"\x00at/", b"\x01"
_NAME = 16
"""Bytes of a name that are kept: of 2**56 ids no two meet."""


class Memory:
    """Names to what is kept under them, on disk; whatever is written is written with how far it leads, all or nothing (rule 1)."""

    def __init__(self, path: Path, topics: Mapping[Place, str], ends: Mapping[Place, int]) -> None:
        """Open it at `path`, emptied unless it is from these topics (their ids, by place) and no further than their ends."""
        self._store = _opened(path, _fingerprint(topics), ends)
        self.positions = dict.fromkeys(topics, 0) | _positions(self._store)

    def get(self, name: str, part: int) -> bytes:
        """What is kept under the part of a message, or under a report id; nothing at first. Raises StoreDamaged."""
        return self._store.get(_key(name, part)) or b""

    def write(self, kept: Mapping[tuple[str, int], bytes], positions: Mapping[Place, int]) -> None:
        """Keep what a batch brought, and that it was read."""
        puts: list[Put] = [(_key(*name), value) for name, value in kept.items()]
        puts += [(_at(place), b"%d" % position) for place, position in positions.items()]
        self.positions |= positions
        self._store.write(puts, sum(self.positions.values()))

    def size(self) -> int:
        """Bytes on disk and in memory tables, about."""
        return self._store.size()

    def close(self) -> None:
        """Close the files."""
        self._store.close()


def _opened(path: Path, topics: str, ends: Mapping[Place, int]) -> Store:
    try:
        store = Store(path, topics)
        mark = store.mark()
        if mark is None or (mark.topic_id == topics and _within(_positions(store), ends)):
            return store
        store.close()
    except Exception:  # noqa: BLE001, S110 - RocksDB raises a bare Exception for every kind of damage
        pass
    shutil.rmtree(path, ignore_errors=True)
    return Store(path, topics)


def _within(positions: Mapping[Place, int], ends: Mapping[Place, int]) -> bool:
    return all(position <= ends.get(place, 0) for place, position in positions.items())


def _positions(store: Store) -> dict[Place, int]:
    return {_place(key): int(value) for key, value in store.scan(_AT)}


def _fingerprint(topics: Mapping[Place, str]) -> str:
    told = sorted({f"{topic}:{topic_id}" for (topic, _), topic_id in topics.items()})
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _key(name: str, part: int) -> bytes:
    return _ID + bytes.fromhex(name)[:_NAME] + (part.to_bytes((part.bit_length() + 7) // 8) if part else b"")


def _at(place: Place) -> bytes:
    return _AT + f"{place[0]}/{place[1]}".encode()


def _place(key: bytes) -> Place:
    topic, _, partition = key.removeprefix(_AT).decode().rpartition("/")
    return topic, int(partition)
