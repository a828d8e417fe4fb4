"""Understands the load of the reference job: so many events of so many patients, written to a topic of 12 partitions."""

import random
from collections.abc import Callable

from confluent_kafka import Producer

from bench.reference.event import encode, invented

TOPIC = "bench.reference.events"
PARTITIONS = 12
PATIENTS = 20_000

_SOME = 2_000


def write(
    brokers: str, count: int, progress: Callable[[int], None], topic: str = TOPIC, compression: str = "lz4"
) -> int:
    """Write the load, the same at every run; returns the bytes of one value."""
    chance, producer, size = random.Random(1), _producer(brokers, compression), 0  # noqa: S311 - invented patients
    for number in range(count):
        patient = f"pat-{chance.randrange(PATIENTS):07d}"
        value = encode(invented(number, patient, chance))
        size += len(value)
        producer.produce(topic, value, patient)
        if number % _SOME == 0:
            producer.poll(0)
            progress(_SOME)
    producer.flush()
    return size // count


def _producer(brokers: str, compression: str) -> Producer:
    return Producer(
        {
            "bootstrap.servers": brokers,
            "linger.ms": 20,
            "batch.size": 500_000,
            "compression.type": compression,
            "partitioner": "murmur2_random",
            "queue.buffering.max.messages": 1_000_000,
        }
    )
