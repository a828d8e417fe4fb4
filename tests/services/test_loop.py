"""Understands the rules of the loop that no fault of the outside shows (rules 1, 3, 7, 8, 12)."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from confluent_kafka import Producer
from tests.faults.bus import Bus
from tests.faults.checker import check
from tests.faults.engines import Died, Engine, driven
from tests.faults.load import patient, poison, told

from carebus.bus import cloudevents
from carebus.bus.ownership import OffsetsLost
from carebus.bus.transaction import Aborted
from carebus.local import Stack

NORA = patient("Nora")


@pytest.fixture
def bus(stack: Stack) -> Iterator[Bus]:
    with closing(Bus.made(stack.bootstrap, stack.registry_url, "loop", partitions=2)) as made:
        yield made


class Failing(Engine):
    """The true loop, whose next transaction comes to nothing."""

    fails = 0
    states: tuple[object, ...] = ()

    def _transact(self, effects):
        if self.fails:
            self.fails -= 1
            self.states = tuple(
                list(store.scan(b"")) for owned in self._ownership.ready().values() for store in owned.stores.values()
            )
            raise Aborted
        return super()._transact(effects)


def test_nothing_local_changes_before_the_commit(bus: Bus, tmp_path: Path):
    """Rule 1; and after the abort everything is restored and decided once (rule 4)."""
    bus.publish([told(NORA, "R1", 0), told(NORA, "R1", 5, "M")])
    with driven(bus, tmp_path, Failing) as engine:
        engine.loop.fails = 1
        engine.drain()
        assert set(map(str, engine.loop.states)) == {"[]"}
        assert engine.metrics.get_sample_value("carebus_transactions_aborted_total", {"area": bus.area.name}) == 1
    assert not check(bus).differences


def test_the_last_view_of_a_unit_is_written_once_and_every_accepted_event_is(bus: Bus, tmp_path: Path):
    """Rule 12."""
    bus.publish([told(NORA, "R1", 5 * n, "M" if n else "N") for n in range(7)])
    with driven(bus, tmp_path) as engine:
        engine.drain()
    log = bus.read(bus.area.views, bus.area.accepted)
    assert [len(records) for records in log.values()] == [1, 7]


def test_every_output_names_its_input(bus: Bus, tmp_path: Path):
    """Rule 8: from this header lost offsets are recovered."""
    bus.publish([told(NORA, "R1", 0), told(NORA, "R2", 0)])
    with driven(bus, tmp_path) as engine:
        engine.drain()
    log = bus.read(bus.area.views, bus.area.accepted, bus.area.seen)
    named = {cloudevents.find(record.headers, "carebus-input") for records in log.values() for record in records}
    p = bus.partition(NORA)
    assert named == {f"{bus.area.submitted}/{p}/{offset}".encode() for offset in (0, 1)}


def test_a_partition_that_is_restored_does_not_stop_the_others(bus: Bus, tmp_path: Path):
    """Rule 7: an open transaction on one partition's views keeps that one from being ready, and it alone."""
    slow, quick = (next(p for n in range(99) if bus.partition(p := patient("two", n)) == side) for side in (0, 1))
    holding = Producer({"bootstrap.servers": bus.brokers, "transactional.id": uuid.uuid4().hex})
    holding.init_transactions(30)
    holding.begin_transaction()
    holding.produce(bus.area.views, b"never committed", b"held", 0)
    holding.flush(30)
    bus.publish([told(slow, "R1", 0), told(quick, "R1", 0)])
    with driven(bus, tmp_path) as engine:
        engine.until(lambda: bus.committed() == {0: 0, 1: 1})
        assert engine.ready == {1}
        holding.abort_transaction(30)
        engine.drain()
    assert not check(bus).differences


def test_a_group_without_offsets_does_not_guess_where_to_begin(bus: Bus, tmp_path: Path):
    """Rule 8."""
    with driven(bus, tmp_path) as engine:
        engine.loop._ownership._topic = bus.area.accepted  # a topic on which the group has no offsets
        with pytest.raises(OffsetsLost, match="carebus offsets recover"):
            engine.until(lambda: False)


def test_a_release_without_new_input_sends_its_position_too(bus: Bus, tmp_path: Path):
    """Rule 3: a former owner that drains is fenced like any other."""
    bus.publish([poison(NORA, "R1", 0), *(told(NORA, "R1", 5 + n, "M") for n in range(3))])
    with driven(bus, tmp_path, poison="exception") as sick:
        sick.drain()
    sent: list[dict[int, int]] = []

    class Watched(Engine):
        def _transact(self, effects):
            if effects.outputs:
                sent.append(dict(effects.positions))
            return super()._transact(effects)

    bus.release(NORA)
    with driven(bus, tmp_path, Watched) as mended:
        mended.drain()
    command, *drains = sent
    assert command == {bus.partition(NORA): bus.ends[bus.partition(NORA)]}
    assert drains
    assert all(positions == command for positions in drains)
    assert not check(bus).differences


def test_what_dies_between_commit_and_store_is_restored_from_the_topics(bus: Bus, tmp_path: Path):
    class Dying(Engine):
        def _remember(self, outputs, ends, ready):  # noqa: ARG002
            raise Died

    bus.publish([told(NORA, "R1", 0)])
    with driven(bus, tmp_path, Dying) as engine, pytest.raises(Died):
        engine.until(lambda: False)
    bus.publish([told(NORA, "R1", 0), told(NORA, "R1", 5, "M")])
    with driven(bus, tmp_path) as engine:
        engine.drain()
    assert not check(bus).differences
