"""Understands that the checker is worth something: engines broken on purpose fail it, and the true one passes the same scenes."""

from pathlib import Path

import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import FIRST_AREA, campaign
from tests.faults.checker import check
from tests.faults.engines import (
    AbortsAfterTimeout,
    Died,
    Driven,
    Engine,
    MarksFirst,
    OffsetsFirst,
    OffsetsOutside,
    Slow,
    StoreFirst,
    driven,
)
from tests.faults.load import Sent, patient
from tests.faults.loads import LOADS
from tests.faults.town import rival

MOVED = patient("moved")


@FIRST_AREA
def test_the_true_engine_leaves_no_difference(bus: Bus, tmp_path: Path):
    sent = bus.publish(LOADS[bus.rules].story("true", 30))
    with campaign("nothing at all") as run, driven(bus, tmp_path) as engine:
        engine.drain()
        found = run.checked(bus)
    assert not found.differences
    assert found.records == found.verdicts == sent


@FIRST_AREA
def test_offsets_committed_after_the_transaction_are_seen(narrow: Bus, tmp_path: Path):
    _dies_between(narrow, tmp_path, OffsetsOutside)
    assert check(narrow).differences.keys() & {"verdict doubled"}


@FIRST_AREA
def test_offsets_committed_before_the_transaction_are_seen(narrow: Bus, tmp_path: Path):
    _dies_between(narrow, tmp_path, OffsetsFirst)
    assert check(narrow).differences.keys() >= {"verdict missing", "accepted event missing", "view missing"}


@FIRST_AREA
def test_the_true_order_of_restore_waits_for_a_former_owners_transaction(narrow: Bus, tmp_path: Path):
    _moved_in_mid_commit(narrow, tmp_path, Slow, LOADS[narrow.rules].course(MOVED, 1))
    assert not check(narrow).differences


@FIRST_AREA
def test_restore_in_the_other_order_is_seen(narrow: Bus, tmp_path: Path):
    """Rule 2: the new owner's copy ends before what the former one commits, and it goes on as if that had never been."""
    _moved_in_mid_commit(narrow, tmp_path, MarksFirst, LOADS[narrow.rules].course(MOVED, 1))
    assert check(narrow).differences


@pytest.mark.parametrize("area", ["medication"])
def test_two_writes_on_one_base_that_both_stand_are_seen(narrow: Bus, tmp_path: Path):
    """A lost update: the new owner never saw the first list, and takes another on the same base (R2)."""
    _moved_in_mid_commit(narrow, tmp_path, MarksFirst, rival(MOVED, 0))
    assert check(narrow).differences.keys() >= {"verdict differs", "accepted event of nothing", "view differs"}


@FIRST_AREA
def test_an_abort_after_a_commit_that_timed_out_is_seen(narrow: Bus, tmp_path: Path):
    """Rule 4: the commit had been taken, so the batch counts twice."""
    course = LOADS[narrow.rules].course
    narrow.publish(course(patient("t", n), 0) for n in range(20))
    with driven(narrow, tmp_path, AbortsAfterTimeout) as engine:
        engine.drain()
        narrow.publish([course(patient("late"), 0)])
        engine.drain()
    assert check(narrow).differences.keys() >= {"accepted event doubled", "verdict doubled"}


@FIRST_AREA
def test_a_store_written_before_the_commit_is_seen(narrow: Bus, tmp_path: Path):
    """Rule 1: after an abort the store knows submissions that were never decided."""
    narrow.publish(LOADS[narrow.rules].story("store", 5))
    with driven(narrow, tmp_path, StoreFirst) as engine:
        engine.loop.fails = 1
        engine.drain()
    assert check(narrow).differences.keys() >= {"accepted event missing", "view missing"}


def _dies_between(bus: Bus, folder: Path, broken: type[Engine]) -> None:
    bus.publish(LOADS[bus.rules].story("outside", 5))
    with driven(bus, folder, broken) as engine:
        engine.until(lambda: bool(engine.ready))
        engine.loop.dies = True
        with pytest.raises(Died):
            engine.until(lambda: False)
    with driven(bus, folder, broken) as engine:
        engine.drain()


def _moved_in_mid_commit(bus: Bus, folder: Path, engine: type[Engine], then: Sent) -> None:
    """The first owner has sent its offsets and not its views; it loses its partition, and commits while the second restores."""
    bus.publish([LOADS[bus.rules].course(MOVED, 0)])
    with driven(bus, folder, engine, 0) as first, driven(bus, folder, engine, 1, joins=False) as second:
        first.until(lambda: bool(first.ready))
        first.loop._transactions.before_commit = lambda: _hand_over(first, second)
        with pytest.raises(Died):
            first.until(lambda: False)
        bus.publish([then])
        second.drain()


def _hand_over(first: Driven, second: Driven) -> None:
    """The first leaves the group to the second, and goes on only when that one has begun to restore."""
    first.loop._consumer.close()
    second.join()
    owned = second.loop._ownership.owned
    second.until(lambda: any(one.stores or one.not_before for one in owned.values()))
    first.loop._transactions._producer.commit_transaction(30)
    raise Died
