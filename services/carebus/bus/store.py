"""Understands the local copy of one partition of a compacted topic: a cache in RocksDB that knows how far it has come.

A store is never the truth: the topic is. It is thrown away whenever its position cannot be trusted (rule 9).
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec
from rocksdict import BlockBasedOptions, Cache, Options, Rdict, WriteBatch, WriteBufferManager

DELETE_RETENTION = timedelta(days=7)
"""delete.retention.ms of every compacted topic: how long a tombstone can still be read."""

_MARK = b"\x00mark"
_MEMORY = Cache(64 << 20)
_BUFFERS = WriteBufferManager(128 << 20, allow_stall=False)

_INDEX_KEYS = 16
"""Keys of an index that stand as their difference from the one before: ours begin alike, and indexes stay in memory with their filters, some 20 bytes an entry.

In the block cache, whole, they would push one another out and be read at each get; cut into pieces they cost each get half as much again.
"""

_FILES = 1_024
"""Files of one store that stay open, with their indexes. RocksDB spreads them over 64 places: with 64 in all, files would push one another out and be opened at each get."""

Put = tuple[bytes, bytes | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a store has come: `position` is the next offset to read of the topic with this id.

    `written` is when it came so far and `born` when it was made, both in UTC seconds.
    """

    topic_id: str
    position: int
    written: float
    born: float = 0.0

    def trusted(self, topic_id: str, end: int, now: datetime) -> bool:
        """Tell whether a copy with this mark may be continued (rule 9): else a tombstone may have been missed."""
        age = now.timestamp() - self.written
        return self.topic_id == topic_id and self.position <= end and 0 <= age < DELETE_RETENTION.total_seconds() / 2


class StoreDamaged(Exception):
    """The files of a store cannot be read: delete its folder and restore it from its topic."""


class Store:
    """A copy of one partition of the topic with this id.

    `kept` is how long its entries matter. None is forgotten sooner; all are, once the copy is as old as that and opened
    again: its topic has forgotten the old ones by then. (RocksDB's own expiry, as its Python binding opens it, forgets everything
    at the first compaction after a restart.)
    """

    def __init__(self, path: Path, topic_id: str, kept: timedelta | None = None) -> None:
        self.path = path
        self._topic_id = topic_id
        self._kept = kept
        self._db = _open(path)
        known = self.mark()
        self._born = known.born if known else datetime.now(UTC).timestamp()

    @property
    def outlived(self) -> bool:
        """Tell whether the copy is older than what matters of it."""
        return self._kept is not None and datetime.now(UTC).timestamp() - self._born > self._kept.total_seconds()

    def get(self, key: bytes) -> bytes | None:
        """The value under `key`, or None. Raises StoreDamaged."""
        try:
            value: bytes | None = self._db.get(key)
        except Exception as damage:
            raise StoreDamaged(str(self.path)) from damage
        return value

    def scan(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Every key that begins with `prefix`, in order, with its value. Read it to the end, or delete the iterator."""
        for key, value in cast("Iterator[tuple[bytes, bytes]]", self._db.items(from_key=prefix)):
            if not key.startswith(prefix):
                return
            if key != _MARK:
                yield key, value

    def mark(self) -> Mark | None:
        """How far the copy has come; None for a new one."""
        value = self._db.get(_MARK)
        return msgspec.json.decode(value, type=Mark) if value else None

    def write(self, puts: Iterable[Put], position: int) -> None:
        """Write entries (None deletes) and the position that they lead to, all or nothing."""
        batch = WriteBatch(raw_mode=True)
        for key, value in puts:
            if value is None:
                batch.delete(key)
            else:
                batch.put(key, value)
        mark = Mark(self._topic_id, position, datetime.now(UTC).timestamp(), self._born)
        batch.put(_MARK, msgspec.json.encode(asdict(mark)))
        self._db.write(batch)

    def size(self) -> int:
        """Bytes on disk and in memory tables, about."""
        return sum(
            self._db.property_int_value(name) or 0
            for name in ("rocksdb.total-sst-files-size", "rocksdb.cur-size-all-mem-tables")
        )

    def clear(self) -> None:
        """Throw everything away and begin with nothing."""
        self._db.close()
        shutil.rmtree(self.path)
        self._db = _open(self.path)
        self._born = datetime.now(UTC).timestamp()

    def close(self) -> None:
        """Close the files; the store can be opened again."""
        self._db.close()


def open_trusted(path: Path, topic_id: str, end: int, kept: timedelta | None = None) -> Store:
    """Open the store at `path`, emptied where it is damaged or not to be trusted (rule 9)."""
    try:
        store = Store(path, topic_id, kept)
        mark = store.mark()
    except Exception:  # noqa: BLE001 - RocksDB raises a bare Exception for every kind of damage
        shutil.rmtree(path, ignore_errors=True)
        return Store(path, topic_id, kept)
    if mark is not None and (store.outlived or not mark.trusted(topic_id, end, datetime.now(UTC))):
        store.clear()
    return store


def _open(path: Path) -> Rdict:
    path.mkdir(parents=True, exist_ok=True)
    return Rdict(str(path), _options())


def _options() -> Options:
    table = BlockBasedOptions()
    table.set_block_cache(_MEMORY)
    table.set_bloom_filter(10, False)
    table.set_index_block_restart_interval(_INDEX_KEYS)
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_block_based_table_factory(table)
    options.set_write_buffer_manager(_BUFFERS)
    options.set_write_buffer_size(8 << 20)
    options.set_keep_log_file_num(1)
    options.set_max_open_files(_FILES)
    return options
