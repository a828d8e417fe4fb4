"""Understands what a reader of a view topic sees and when: `python -m bench.watcher BROKERS TOPIC PREFIX FIRST COUNT FILE`.

The clock is the machine's (CLOCK_MONOTONIC), the same in every process.
"""

import json
import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from carebus.bus.clients import arrived

_PATIENCE = 20.0
"""Seconds without a record until what is missing is missing."""


def main(brokers: str, topic: str, prefix: str, first: int, count: int, file: Path) -> None:
    """Write when each name (the end of the record's key) was seen first: `prefix` and a number, so many of them from `first` on."""
    wanted = {f"{prefix}{number}" for number in range(first, first + count)}
    consumer = _at_the_end(brokers, topic)
    consumer.consume(1, 1.0)  # of the warming up: now the connections stand
    file.with_suffix(".ready").touch()
    seen: dict[str, float] = {}
    last = time.monotonic() + 6 * _PATIENCE
    while wanted and time.monotonic() < last:
        for message in arrived(consumer, 500, 0.05):
            now = time.monotonic()
            name = (message.key() or b"").decode().rpartition("/")[2]
            if not message.error() and name in wanted:
                wanted.remove(name)
                seen[name] = now
                last = now + _PATIENCE
    consumer.close()
    file.with_suffix(".part").write_text(json.dumps(seen), encoding="ascii")
    file.with_suffix(".part").rename(file)


def _at_the_end(brokers: str, topic: str) -> Consumer:
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
    places = [TopicPartition(topic, p) for p in consumer.list_topics(topic, timeout=10).topics[topic].partitions]
    for place in places:
        place.offset = consumer.get_watermark_offsets(place, timeout=10)[1]
    consumer.assign(places)
    return consumer


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), Path(sys.argv[6]))
