"""Understands how stores are brought level with their topics, open transactions included (rule 2)."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from confluent_kafka import Producer
from tests.faults.bus import Bus, until

from carebus.bus.follow import Followed, Follower
from carebus.bus.store import Store
from carebus.local import Stack


@pytest.fixture
def bus(stack: Stack) -> Iterator[Bus]:
    with closing(Bus.made(stack.bootstrap, stack.registry_url, "follow", partitions=1)) as made:
        yield made


@pytest.fixture
def follower(stack: Stack) -> Iterator[Follower]:
    with closing(Follower(stack.bootstrap)) as made:
        yield made


@pytest.fixture
def writer(bus: Bus) -> Producer:
    made = Producer({"bootstrap.servers": bus.brokers, "transactional.id": uuid.uuid4().hex})
    made.init_transactions(30)
    return made


def _write(writer: Producer, topic: str, *entries: tuple[bytes, bytes | None]) -> None:
    for key, value in entries:
        writer.produce(topic, value, key, 0)
    writer.flush(30)


def _level(follower: Follower, topic: str) -> None:
    until(lambda: follower.level(topic, 0), lambda: follower.step(0.1) and None)


def test_a_store_is_level_when_it_has_every_committed_record(
    bus: Bus, follower: Follower, writer: Producer, tmp_path: Path
):
    writer.begin_transaction()
    _write(writer, bus.area.views, (b"a", b"1"), (b"b", b"2"), (b"a", None))
    writer.commit_transaction(30)
    store = follower.open(Followed(bus.area.views), 0, tmp_path)
    _level(follower, bus.area.views)
    assert dict(store.scan(b"")) == {b"b": b"2"}
    store.close()


def test_a_store_is_not_level_while_a_transaction_before_the_end_is_open(
    bus: Bus, follower: Follower, writer: Producer, tmp_path: Path
):
    writer.begin_transaction()
    _write(writer, bus.area.views, (b"a", b"1"))
    store = follower.open(Followed(bus.area.views), 0, tmp_path)
    for _ in range(5):
        follower.step(0.1)
    assert not follower.level(bus.area.views, 0)
    assert follower.behind(bus.area.views, 0) == 1
    writer.commit_transaction(30)
    _level(follower, bus.area.views)
    assert store.get(b"a") == b"1"
    store.close()


def test_what_was_aborted_is_passed_over(bus: Bus, follower: Follower, writer: Producer, tmp_path: Path):
    writer.begin_transaction()
    _write(writer, bus.area.views, (b"a", b"1"))
    writer.abort_transaction(30)
    store = follower.open(Followed(bus.area.views), 0, tmp_path)
    _level(follower, bus.area.views)
    assert dict(store.scan(b"")) == {}
    store.close()


def test_an_open_store_is_brought_level_once_more(bus: Bus, follower: Follower, writer: Producer, tmp_path: Path):
    store: Store = follower.open(Followed(bus.area.views), 0, tmp_path)
    _level(follower, bus.area.views)
    follower.leave(bus.area.views, 0)
    writer.begin_transaction()
    _write(writer, bus.area.views, (b"a", b"1"))
    writer.commit_transaction(30)
    follower.again(bus.area.views, 0, store)
    _level(follower, bus.area.views)
    assert store.get(b"a") == b"1"
    store.close()
