"""Understands the reference job as a step of the product's loop: `python -m bench.reference.carebus_loop BROKERS OUTPUT EVENTS BATCH CACHE FOLDER`."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from prometheus_client import CollectorRegistry

from bench.reference.contestant import Clock
from bench.reference.event import FILE, FRAME
from bench.reference.load import PARTITIONS, TOPIC
from bench.reference.reading import reader
from bench.reference.rows import Rows, merge
from carebus.bus import cloudevents
from carebus.bus.follow import Followed
from carebus.bus.garbage import collect_young_only
from carebus.bus.loop import Effects, Job, Loop
from carebus.bus.metrics import LoopMetrics
from carebus.bus.ownership import Owned
from carebus.bus.record import Record
from carebus.bus.transaction import Output


def group(output: str) -> str:
    """Each run is a group of its own: a static member is missed only after its session (rule 6)."""
    return f"carebus.{output}"


_STARTS = len(FRAME)
_read = reader(json.loads(FILE.read_text(encoding="utf-8")))
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Rows).decode


class Medicines:
    """The step: rows by patient, each patient's written once a transaction (rule 12).

    With `cache` every patient's rows stay decoded in memory, which Kafka Streams calls a record cache; without it those of one batch.
    """

    def __init__(self, output: str, clock: Clock, *, cache: bool) -> None:
        self._output = output
        self._clock = clock
        self._cache = cache
        self._rows: dict[int, dict[bytes, Rows]] = {}
        self._taken = 0
        self.loop: Loop | None = None

    def opened(self, owned: Owned) -> None:
        """Remember nothing yet."""
        self._rows[owned.partition] = {}
        if len(self._rows) == PARTITIONS:
            sys.stdout.write("ready\n")
            sys.stdout.flush()

    def closed(self, partitions: Iterable[int]) -> None:
        """Forget what is remembered of partitions: after an abort it is more than what stands."""
        for partition in partitions:
            self._rows.pop(partition, None)

    def due(self, owned: Mapping[int, Owned]) -> bool:  # noqa: ARG002 - no timers
        """All work comes by input."""
        return False

    def run(self, inputs: Sequence[Record], owned: Mapping[int, Owned]) -> Effects:
        """Merge a batch in memory."""
        effects = Effects()
        changed: dict[bytes, Record] = {}
        for record in inputs:
            key = record.key or b""
            known = self._rows[record.partition]
            rows = known.get(key)
            if rows is None:
                rows = known[key] = self._stored(owned[record.partition], key)
            merge(rows, _read(record.value or b"", _STARTS)[0])
            changed[key] = record
            effects.positions[record.partition] = record.offset + 1
        effects.outputs = [self._view(*change) for change in changed.items()]
        self._taken = len(inputs)
        return effects

    def committed(self, effects: Effects) -> None:
        """Count what stands."""
        if not self._cache:
            for partition in effects.positions:
                self._rows[partition].clear()
        if self._clock.count(self._taken) and self.loop:
            self.loop.stop()

    def _stored(self, owned: Owned, key: bytes) -> Rows:
        value = owned.stores[self._output].get(key)
        return {} if value is None else _decode(value)

    def _view(self, key: bytes, record: Record) -> Output:
        header = cloudevents.made_of(record.topic, record.partition, record.offset)
        value = _encode(self._rows[record.partition][key])
        return Output(self._output, key, value, record.partition, [header])


def main(brokers: str, output: str, events: int, batch: int, cache: int, folder: Path) -> None:
    """Run until so many events are committed, and tell what the second half took."""
    clock = Clock(events)
    step = Medicines(output, clock, cache=bool(cache))
    job = Job(group(output), 0, TOPIC, (Followed(output),))
    step.loop = Loop(brokers, job, step, folder, LoopMetrics("bench", CollectorRegistry()), batch)
    collect_young_only()
    step.loop.run()
    clock.tell()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), Path(sys.argv[6]))
