"""Understands the reference job as a step of the product's loop: `python -m bench.reference.carebus_loop BROKERS OUTPUT EVENTS BATCH FOLDER`."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from prometheus_client import CollectorRegistry

from bench.reference.contestant import Clock
from bench.reference.event import decode
from bench.reference.load import TOPIC
from bench.reference.rows import Rows, merge
from carebus.bus import cloudevents
from carebus.bus.follow import Followed
from carebus.bus.garbage import collect_young_only
from carebus.bus.loop import Effects, Job, Loop
from carebus.bus.metrics import LoopMetrics
from carebus.bus.ownership import Owned
from carebus.bus.record import Record
from carebus.bus.transaction import Output

GROUP = "bench.reference.carebus"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Rows).decode


class Medicines:
    """The step: rows by patient, each patient's written once a transaction (rule 12)."""

    def __init__(self, output: str, clock: Clock) -> None:
        self._output = output
        self._clock = clock
        self._taken = 0
        self.loop: Loop | None = None

    def opened(self, owned: Owned) -> None:
        """Nothing is remembered outside the stores."""

    def closed(self, partitions: Iterable[int]) -> None:
        """Nothing is remembered outside the stores."""

    def due(self, owned: Mapping[int, Owned]) -> bool:  # noqa: ARG002 - no timers
        """All work comes by input."""
        return False

    def run(self, inputs: Sequence[Record], owned: Mapping[int, Owned]) -> Effects:
        """Merge a batch in memory."""
        effects = Effects()
        changed: dict[bytes, tuple[Rows, Record]] = {}
        for record in inputs:
            key = record.key or b""
            rows = changed[key][0] if key in changed else self._rows(owned[record.partition], key)
            merge(rows, decode(record.value or b""))
            changed[key] = (rows, record)
            effects.positions[record.partition] = record.offset + 1
        effects.outputs = [self._view(key, *change) for key, change in changed.items()]
        self._taken = len(inputs)
        return effects

    def committed(self, effects: Effects) -> None:  # noqa: ARG002
        """Count what stands."""
        if self._clock.count(self._taken) and self.loop:
            self.loop.stop()

    def _rows(self, owned: Owned, key: bytes) -> Rows:
        value = owned.stores[self._output].get(key)
        return {} if value is None else _decode(value)

    def _view(self, key: bytes, rows: Rows, record: Record) -> Output:
        header = cloudevents.made_of(record.topic, record.partition, record.offset)
        return Output(self._output, key, _encode(rows), record.partition, [header])


def main(brokers: str, output: str, events: int, batch: int, folder: Path) -> None:
    """Run until so many events are committed, and tell what the second half took."""
    clock = Clock(events)
    step = Medicines(output, clock)
    job = Job(GROUP, 0, TOPIC, (Followed(output),))
    step.loop = Loop(brokers, job, step, folder, LoopMetrics("bench", CollectorRegistry()), batch)
    collect_young_only()
    step.loop.run()
    clock.tell()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
