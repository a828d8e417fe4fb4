"""Understands that a projector which stood still, and was given up, writes nothing when it wakes (rules 3, 4, 6)."""

from pathlib import Path

import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, FIRST_AREA, campaign
from tests.faults.checker import check
from tests.faults.engines import Died, Driven, Engine, Slow, driven
from tests.faults.load import patient
from tests.faults.loads import LOADS
from tests.faults.projectors import Projectors

from carebus.bus.transaction import Aborted, Unsure


@FIRST_AREA
def test_a_process_that_stood_still_past_its_session_is_fenced(bus: Bus, tmp_path: Path):
    _frozen(bus, tmp_path, times=1, size=40)


@pytest.mark.campaign
@pytest.mark.timeout(600)
@EVERY_AREA
def test_processes_that_stand_still_again_and_again_are_fenced(bus: Bus, tmp_path: Path):
    _frozen(bus, tmp_path, times=8, size=300)


@FIRST_AREA
def test_offsets_sent_and_views_unsent_come_to_nothing_once_the_slot_has_a_new_process(narrow: Bus, tmp_path: Path):
    """The same slot: the new process ends the old one's transaction before it reads where to begin."""
    narrow.publish([LOADS[narrow.rules].course(patient("zombie"), 0)])
    with driven(narrow, tmp_path / "old", Slow) as zombie:
        zombie.until(lambda: bool(zombie.ready))
        zombie.loop._transactions.before_commit = lambda: _taken_over(narrow, tmp_path, zombie, slot=0)
        with pytest.raises(Unsure):
            zombie.until(lambda: False)
    assert not check(narrow).differences


@FIRST_AREA
def test_a_former_owner_whose_partition_moved_to_another_slot_cannot_send_its_offsets(narrow: Bus, tmp_path: Path):
    """Another slot: the generation of the group is what fences (rule 3)."""
    narrow.publish([LOADS[narrow.rules].course(patient("zombie"), 0)])
    with driven(narrow, tmp_path / "old", Slow) as zombie:
        zombie.until(lambda: bool(zombie.ready))
        zombie.loop._transactions.before_offsets = lambda: _taken_over(narrow, tmp_path, zombie, slot=1)
        with pytest.raises(Aborted):
            zombie.until(lambda: False)
    assert not check(narrow).differences


@FIRST_AREA
def test_a_transaction_without_positions_would_not_be_fenced(narrow: Bus, tmp_path: Path):
    """Why rule 3 wants positions with every transaction: without them the former owner's view goes through."""
    narrow.publish([LOADS[narrow.rules].course(patient("zombie"), 0)])
    with driven(narrow, tmp_path / "old", Positionless) as zombie:
        zombie.until(lambda: bool(zombie.ready))
        zombie.loop._transactions.before_commit = lambda: _taken_over(narrow, tmp_path, zombie, slot=1)
        with pytest.raises(Died):
            zombie.until(lambda: False)
    assert check(narrow).differences.keys() >= {"verdict doubled", "accepted event doubled"}


class Positionless(Slow):
    def _transact(self, effects):
        self._transactions.run(effects.outputs, [], None)
        raise Died


def _taken_over(bus: Bus, folder: Path, zombie: Driven, slot: int) -> None:
    zombie.loop.left = True
    zombie.loop._consumer.close()  # as a session that has run out: the group goes on without it
    with driven(bus, folder / "new", Engine, slot) as successor:
        bus.publish([LOADS[bus.rules].course(patient("zombie"), 1)])
        successor.drain()


def _frozen(bus: Bus, folder: Path, times: int, size: int) -> None:
    load = LOADS[bus.rules]
    parts = load.parts(load.story("frozen", size), 2 * times)
    with campaign("SIGSTOP past the session, SIGCONT") as run, Projectors.running(bus, folder) as projectors:
        for time in range(times):
            projectors.at_work()
            bus.publish(parts[2 * time])
            projectors.freeze(time % 2)
            run.faults += 1
            bus.drain()
            projectors.wake(time % 2)
            bus.publish(parts[2 * time + 1])
            bus.drain(projectors.tend)
        assert not run.checked(bus).differences
