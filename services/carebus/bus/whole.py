"""Understands how a topic is read once, from its beginning to what is its end now."""

import time
from collections.abc import Iterator, Mapping
from typing import cast
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import arrived, common, lasting
from carebus.bus.record import Record

PATIENCE = 60.0
"""Seconds without a record, while the end is not reached, after which the brokers are taken to be gone."""


def read_whole(
    brokers: str, topic: str, partitions: list[int] | None = None, starts: Mapping[int, int] | None = None
) -> Iterator[Record]:
    """Every committed record of a topic up to its end at the first call, open transactions waited for.

    A partition begins at its offset in `starts`, or at its first record. Partitions come mixed, each in its order. Raises KafkaException where the broker does not answer.
    """
    settings = {
        **common(brokers),
        "group.id": f"carebus-whole-{uuid4()}",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 20,
    }
    begins = starts or {}
    left = {p: end for p, end in _ends(settings, topic, partitions).items() if end > begins.get(p, 0)}
    consumer = Consumer({**settings, "isolation.level": "read_committed"})
    try:
        consumer.assign([TopicPartition(topic, partition, begins.get(partition, 0)) for partition in left])
        yield from _read(consumer, left)
    finally:
        consumer.close()


def _ends(settings: dict[str, object], topic: str, partitions: list[int] | None) -> dict[int, int]:
    """The high watermark of every partition that has records: read uncommitted, so that no open transaction is left out."""
    marks = Consumer({**settings, "isolation.level": "read_uncommitted"})
    try:
        chosen = partitions or list(marks.list_topics(topic, timeout=10).topics[topic].partitions)
        ends = {p: marks.get_watermark_offsets(TopicPartition(topic, p), timeout=10) for p in chosen}
    finally:
        marks.close()
    return {partition: high for partition, (low, high) in ends.items() if high > low}


def _read(consumer: Consumer, left: dict[int, int]) -> Iterator[Record]:
    moved = time.monotonic()
    while left:
        messages = arrived(consumer, 2_000, 0.5)
        if messages:
            moved = time.monotonic()
        elif time.monotonic() - moved > PATIENCE:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))  # noqa: SLF001 - confluent-kafka's name for it
        for message in messages:
            error = message.error()
            if error is None:
                yield Record.of(message)
            else:
                _ended(message, error, left)


def _ended(message: Message, error: KafkaError, left: dict[int, int]) -> None:
    partition = cast("int", message.partition())
    if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001
        if cast("int", message.offset()) >= left.get(partition, 0):
            left.pop(partition, None)
    elif lasting(error):
        raise KafkaException(error)
