"""A damaged view topic is noticed, named by partition and count, and put right through the owner of the partition."""

import time

import pytest
from confluent_kafka import Producer

from carebus.bus.whole import read_whole
from carebus.examples.catalogue import examples
from carebus.publish import Publisher

VIEWS = "care.results.view.v1"
DRAINED_WITHIN = 60


@pytest.fixture(scope="module", autouse=True)
def published(gateway):
    with Publisher(gateway) as publisher:
        for example in examples()[:5]:
            publisher.publish(example.data, DRAINED_WITHIN)


@pytest.fixture
def views(settings):
    """The live views as they stand on the topic, by partition and key."""

    def read():
        records = read_whole(settings["CAREBUS_BROKERS"], VIEWS)
        return {(record.partition, record.key): record.value for record in records}

    return read


@pytest.fixture
def damaged(settings, views):
    """One view was changed, one appeared and one vanished, all behind the owner's back; gives what stood before."""
    before = {place: value for place, value in views().items() if value is not None}
    (first, second), other = sorted(before)[:2], max(before)
    producer = Producer({"bootstrap.servers": settings["CAREBUS_BROKERS"]})
    producer.produce(VIEWS, before[other], first[1], first[0])
    producer.produce(VIEWS, None, second[1], second[0])
    producer.produce(VIEWS, before[other], first[1] + b"-never-told", first[0])
    producer.flush()
    return before


def test_a_damaged_view_is_noticed_named_and_put_right_through_its_owner(damaged, carebus, views):
    told = carebus("rebuild", "results", "--verify")
    assert told.exit_code == 1
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in told.output.splitlines() if "≠" in line]
    assert [sum(int(row[column]) for row in rows) for column in (2, 3, 4)] == [1, 1, 1]

    assert "3 corrections sent" in carebus("rebuild", "results", "--apply").output

    deadline = time.monotonic() + DRAINED_WITHIN
    while {place: value for place, value in views().items() if value is not None} != damaged:
        assert time.monotonic() < deadline, "the corrections did not arrive"
    assert carebus("rebuild", "results", "--verify").exit_code == 0


def test_corrections_that_are_sent_twice_come_to_the_same(damaged, carebus, views):
    carebus("rebuild", "results", "--apply")
    carebus("rebuild", "results", "--apply")
    deadline = time.monotonic() + DRAINED_WITHIN
    while carebus("rebuild", "results", "--verify").exit_code != 0:
        assert time.monotonic() < deadline, "the corrections did not arrive"
    assert {place: value for place, value in views().items() if value is not None} == damaged
