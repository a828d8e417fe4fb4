"""Understands what is held now: the held log, less what has had a final verdict since."""

from collections.abc import Iterator
from dataclasses import dataclass

from carebus.bus.record import Record
from carebus.bus.registry import Registry
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.held import Held
from carebus.domain.provenance import SubmissionId
from carebus.domain.verdicts import Outcome
from carebus.settings import Settings

HELD = "care.held.v1"
VERDICTS = "care.verdicts.v1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One held record: `id` is its place on the held topic, `key` what it is keyed by; `open` until it is decided."""

    id: str
    key: bytes
    held: Held
    open: bool


class HeldLog:
    """Reads the held topic and the verdicts."""

    def __init__(self, settings: Settings) -> None:
        self._brokers = settings.brokers
        self._wire = Wire(Registry(settings.registry))

    def entries(self) -> Iterator[Entry]:
        """Every held record, oldest first; of several of one submission the newest is the one that is open."""
        decided = self._decided()
        records = sorted(
            read_whole(self._brokers, HELD), key=lambda record: (record.timestamp, record.partition, record.offset)
        )
        last = {self._held(record).submission_id: _id(record) for record in records}
        for record in records:
            held = self._held(record)
            open_now = held.submission_id not in decided and last[held.submission_id] == _id(record)
            yield Entry(_id(record), record.key or b"", held, open_now)

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()

    def _decided(self) -> set[SubmissionId]:
        verdicts = (self._wire.decode(record.value or b"", None) for record in read_whole(self._brokers, VERDICTS))
        return {verdict.submission_id for verdict in verdicts if verdict.outcome is not Outcome.HELD}

    def _held(self, record: Record) -> Held:
        held: Held = self._wire.decode(record.value or b"", None)
        return held


def _id(record: Record) -> str:
    return f"{record.partition}-{record.offset}"
