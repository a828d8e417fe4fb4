"""Understands what one transaction does, and what each of its failures means (rules 3, 4)."""

import uuid
from contextlib import closing

import pytest
from confluent_kafka import TopicPartition
from tests.faults.bus import Bus

from carebus.bus.transaction import Aborted, Output, Transactions, Unsure
from carebus.local import Stack


@pytest.fixture
def bus(stack: Stack):
    with closing(Bus.made(stack.bootstrap, stack.registry_url, "transaction", partitions=2)) as made:
        yield made


def _outputs(bus: Bus, *values: bytes) -> list[Output]:
    return [Output(bus.area.accepted, b"k", value, 0, []) for value in values]


def _values(bus: Bus) -> list[bytes | None]:
    return [record.value for record in bus.read(bus.area.accepted)[bus.area.accepted]]


def test_what_is_written_and_how_far_was_read_stand_together(bus: Bus):
    transactions = Transactions(bus.brokers, uuid.uuid4().hex)
    ends = transactions.run(
        _outputs(bus, b"1", b"2"), [TopicPartition(bus.area.submitted, 0, 9)], bus.group.consumer_group_metadata()
    )
    assert _values(bus) == [b"1", b"2"]
    assert ends == {(bus.area.accepted, 0): 2}
    assert bus.committed() == {0: 9, 1: 0}


def test_a_record_that_its_topic_does_not_take_brings_all_of_it_to_nothing(bus: Bus):
    transactions = Transactions(bus.brokers, uuid.uuid4().hex, **{"compression.type": "none"})
    places = [TopicPartition(bus.area.submitted, 0, 9)]
    with pytest.raises(Aborted):
        transactions.run(_outputs(bus, b"1", b"x" * 10_600_000), places, bus.group.consumer_group_metadata())
    assert _values(bus) == []
    assert bus.committed() == {0: 0, 1: 0}


def test_after_an_abort_a_later_transaction_goes_through_and_nothing_of_the_aborted_ones_stays(bus: Bus):
    """The client's own numbering has a gap after a record that was refused: the next transaction may come to nothing as well."""
    transactions = Transactions(bus.brokers, uuid.uuid4().hex, **{"compression.type": "none"})
    with pytest.raises(Aborted):
        transactions.run(_outputs(bus, b"x" * 10_600_000), [], None)
    for left in reversed(range(3)):
        try:
            transactions.run(_outputs(bus, b"1"), [], None)
            break
        except Aborted:
            assert left
    assert _values(bus) == [b"1"]


def test_a_process_whose_slot_was_taken_over_must_leave(bus: Bus):
    slot = uuid.uuid4().hex
    former = Transactions(bus.brokers, slot)
    Transactions(bus.brokers, slot)
    with pytest.raises(Unsure):
        former.run(_outputs(bus, b"1"), [], None)
    assert _values(bus) == []
