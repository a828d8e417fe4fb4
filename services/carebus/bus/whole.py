"""Understands how a topic is read once, from its beginning to what is its end now."""

from collections.abc import Iterator
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from carebus.bus.clients import common
from carebus.bus.record import Record


def read_whole(brokers: str, topic: str, partitions: list[int] | None = None) -> Iterator[Record]:
    """Every committed record of a topic up to its end at the moment of the call, partition by partition mixed.

    Raises KafkaException where the broker does not answer.
    """
    consumer = Consumer(
        {
            **common(brokers),
            "group.id": f"carebus-whole-{uuid4()}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 20,
        }
    )
    try:
        chosen = partitions or list(consumer.list_topics(topic, timeout=10).topics[topic].partitions)
        left = {p for p in chosen if _has_records(consumer, topic, p)}
        consumer.assign([TopicPartition(topic, p, 0) for p in left])
        while left:
            for message in consumer.consume(5_000, 0.1):
                error = message.error()
                if error is None:
                    yield Record.of(message)
                elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - confluent-kafka's name for it
                    left.discard(message.partition() or 0)
                elif not error.retriable():
                    raise KafkaException(error)
    finally:
        consumer.close()


def _has_records(consumer: Consumer, topic: str, partition: int) -> bool:
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
    return bool(high > low)
