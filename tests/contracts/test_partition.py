"""Understands that every client puts a key in the same partition."""

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from carebus.bus.partition import murmur2, partition_of


@pytest.mark.parametrize(
    ("key", "signed"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_the_hash_is_that_of_kafkas_own_tests(key, signed):
    """Source: Apache Kafka, UtilsTest.testMurmur2."""
    assert murmur2(key) == signed % 2**32


def test_the_partition_is_the_one_that_librdkafka_chooses(stack):
    topic = "contracts-partition"
    admin = AdminClient({"bootstrap.servers": stack.bootstrap})
    admin.create_topics([NewTopic(topic, 12, 1)])[topic].result()
    chosen = {}
    producer = Producer({"bootstrap.servers": stack.bootstrap, "partitioner": "murmur2_random"})
    for number in range(500):
        producer.produce(
            topic,
            b"",
            f"{number:064x}"[: 1 + number % 64],
            on_delivery=lambda _, m: chosen.update({m.key(): m.partition()}),
        )
    producer.flush(30)

    assert chosen
    assert chosen == {key: partition_of(key, 12) for key in chosen}
