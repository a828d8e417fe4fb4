"""Understands how a topic is read from now on, by one who was not there before and leaves no place behind."""

from uuid import uuid4

from confluent_kafka import Consumer, TopicPartition

from carebus.bus.clients import common


def from_now(brokers: str, topic: str, name: str) -> Consumer:
    """A consumer of every partition, from where each ends now, of committed records; `name` is who reads. Raises KafkaException."""
    consumer = Consumer(
        {
            **common(brokers),
            "group.id": f"carebus-{name}-{uuid4()}",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "auto.offset.reset": "latest",
            "fetch.wait.max.ms": 20,
        }
    )
    known = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    places = [TopicPartition(topic, partition) for partition in known]
    ends = [consumer.get_watermark_offsets(place, timeout=10)[1] for place in places]
    consumer.assign([TopicPartition(topic, p.partition, end) for p, end in zip(places, ends, strict=True)])
    return consumer
