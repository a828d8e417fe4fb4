"""Understands what verdicts a submitter sees, and when: `python -m bench.medication_watcher BROKERS WANTED FILE`.

`WANTED` is a JSON list of submission ids. The clock is the machine's (CLOCK_MONOTONIC), the same in every process.
"""

import json
import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from carebus.bus.clients import arrived
from carebus.bus.shared_topics import VERDICTS
from carebus.domain.verdicts import Verdict
from carebus.formats.avro import codec

_FRAME = 5
_PATIENCE = 20.0
"""Seconds without a verdict until what is missing is missing."""


def main(brokers: str, wanted: Path, file: Path) -> None:
    """Write when the verdict on each submission was seen first."""
    left = set(json.loads(wanted.read_text(encoding="ascii")))
    consumer, read = _at_the_end(brokers), codec(Verdict).decode
    consumer.consume(1, 1.0)  # of the warming up: now the connections stand
    file.with_suffix(".ready").touch()
    seen: dict[str, float] = {}
    last = time.monotonic() + 6 * _PATIENCE
    while left and time.monotonic() < last:
        for message in arrived(consumer, 500, 0.05):
            now = time.monotonic()
            name = "" if message.error() else read((message.value() or b"")[_FRAME:]).submission_id
            if name in left:
                left.remove(name)
                seen[name] = now
                last = now + _PATIENCE
    consumer.close()
    file.with_suffix(".part").write_text(json.dumps(seen), encoding="ascii")
    file.with_suffix(".part").rename(file)


def _at_the_end(brokers: str) -> Consumer:
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "bench-watcher",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "fetch.wait.max.ms": 50,
            "fetch.error.backoff.ms": 10,
        }
    )
    places = [
        TopicPartition(VERDICTS, p) for p in consumer.list_topics(VERDICTS, timeout=10).topics[VERDICTS].partitions
    ]
    for place in places:
        place.offset = consumer.get_watermark_offsets(place, timeout=10)[1]
    consumer.assign(places)
    return consumer


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
