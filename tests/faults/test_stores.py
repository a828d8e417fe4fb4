"""Understands that a store is a cache: deleted, damaged or not to be trusted, it is made again from its topic (rule 9)."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, campaign
from tests.faults.engines import driven
from tests.faults.loads import LOADS
from tests.faults.projectors import Projectors

from carebus.bus.store import DELETE_RETENTION, Mark, Store
from carebus.projector.app import REMEMBERED

_MARK = b"\x00mark"


def deleted(store: Path) -> None:
    shutil.rmtree(store)


def truncated(store: Path) -> None:
    for file in store.iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwritten(store: Path) -> None:
    for file in store.glob("*.sst"):
        size = file.stat().st_size
        file.write_bytes(file.read_bytes()[: size // 4] + b"\x00" * (size - size // 4))


def too_old(store: Path) -> None:
    longer = DELETE_RETENTION / 2 + timedelta(hours=12)
    _misleading(store, lambda mark: replace(mark, written=(datetime.now(UTC) - longer).timestamp()))


def of_another_topic(store: Path) -> None:
    _misleading(store, lambda mark: replace(mark, topic_id="another"))


def past_the_end(store: Path) -> None:
    _misleading(store, lambda mark: replace(mark, position=10**9))


HARMS: tuple[Callable[[Path], None], ...] = (deleted, truncated, overwritten, too_old, of_another_topic, past_the_end)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_store_that_cannot_be_trusted_is_made_again(narrow: Bus, tmp_path: Path, harm: Callable[[Path], None]):
    load = LOADS[narrow.rules]
    first, second = load.parts(load.story("stores", 12), 2)
    with campaign(f"RocksDB {harm.__name__}") as run:
        narrow.publish(first)
        with driven(narrow, tmp_path) as before:
            before.drain()
        for store in _stores(tmp_path):
            harm(store)
            run.faults += 1
        narrow.publish(second)
        with driven(narrow, tmp_path) as after:
            after.drain()
        assert not run.checked(narrow).differences


def test_what_is_remembered_for_a_while_is_kept_over_restarts_whatever_is_compacted(tmp_path: Path):
    """The last bytes of a value must never be taken for a time: entries went, their mark stayed, and repeats counted anew."""
    for number in range(5):
        store = Store(tmp_path, "topic", REMEMBERED)
        store.write([(b"%d" % number, bytes(8))], number + 1)
        store.close()
    store = Store(tmp_path, "topic", REMEMBERED)
    store._db.compact_range(None, None)
    mark, kept = store.mark(), [key for key, _ in store.scan(b"")]
    store.close()
    assert (kept, mark and mark.position) == ([b"0", b"1", b"2", b"3", b"4"], 5)


@pytest.mark.campaign
@pytest.mark.timeout(600)
@EVERY_AREA
def test_stores_that_are_harmed_again_and_again_under_killed_processes_are_made_again(bus: Bus, tmp_path: Path):
    chance, load = Random(5), LOADS[bus.rules]
    parts = load.parts(load.story("harmed", 200), 12)
    with campaign("kill -9 and RocksDB harmed") as run, Projectors.running(bus, tmp_path) as projectors:
        for time, part in enumerate(parts):
            bus.publish(part)
            bus.drain(projectors.tend)
            slot = time % 2
            projectors.kill(slot)
            for store in _stores(projectors.state / str(slot)):
                chance.choice(HARMS)(store)
                run.faults += 1
            projectors.start(slot)
        bus.drain(projectors.tend)
        assert not run.checked(bus).differences


def _stores(folder: Path) -> list[Path]:
    return sorted(file.parent for file in folder.rglob("CURRENT"))


def _misleading(store: Path, change: Callable[[Mark], Mark]) -> None:
    """A store that has lost everything but its mark: whoever trusts it begins every view anew."""
    kept = REMEMBERED if ".seen." in str(store) else None
    with suppress(Exception):  # harmed already, and nobody has opened it since
        opened = Store(store, "any", kept)
        mark = opened.mark()
        if mark is not None:
            opened.write([(key, None) for key, _ in opened.scan(b"")], mark.position)
            opened._db[_MARK] = msgspec.json.encode(change(mark))
        opened.close()
