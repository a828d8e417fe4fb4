"""Understands what is held now: the held log, in which what has got on is said to be settled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from carebus.bus.record import Record
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import HELD
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.held import Held, Settled
from carebus.domain.provenance import SourceId, SubmissionId
from carebus.settings import Settings

Matter = tuple[SourceId | None, SubmissionId]
"""One submission of one source: submission ids are the sources' own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One held record: `id` is its place on the held topic, `key` what it is keyed by; `open` until it is decided."""

    id: str
    key: bytes
    held: Held
    open: bool


class HeldLog:
    """Reads the held topic."""

    def __init__(self, settings: Settings) -> None:
        self._brokers = settings.brokers
        self._wire = Wire(Registry(settings.registry))

    def entries(self) -> Iterator[Entry]:
        """Every held record, oldest first; of several of one submission the newest is the one that is open."""
        records = sorted(read_whole(self._brokers, HELD), key=lambda r: (r.timestamp, r.partition, r.offset))
        told = [(record, self._wire.decode(record.value or b"", None)) for record in records]
        newest = {_matter(held): _id(record) for record, held in told if isinstance(held, Held)}
        over = {_matter(settled): settled.settled for _, settled in told if isinstance(settled, Settled)}
        for record, held in told:
            if isinstance(held, Held):
                open_now = newest[_matter(held)] == _id(record) and not _settled(held, over)
                yield Entry(_id(record), record.key or b"", held, open_now)

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()


def _settled(held: Held, over: dict[Matter, datetime]) -> bool:
    when = over.get(_matter(held))
    return when is not None and when >= held.held


def _matter(told: Held | Settled) -> Matter:
    return (told.source, told.submission_id)


def _id(record: Record) -> str:
    return f"{record.partition}-{record.offset}"
