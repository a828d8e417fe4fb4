"""Understands that projectors may be killed at any moment: everything is decided once (rules 1, 2, 4, 6)."""

from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, campaign
from tests.faults.loads import LOADS
from tests.faults.projectors import Projectors


@EVERY_AREA
def test_two_projectors_that_are_killed_decide_everything_once(bus: Bus, tmp_path: Path):
    _killed(bus, tmp_path, kills=4, size=60)


@pytest.mark.campaign
@pytest.mark.timeout(600)
@EVERY_AREA
def test_two_projectors_that_are_killed_again_and_again_decide_everything_once(bus: Bus, tmp_path: Path):
    _killed(bus, tmp_path, kills=30, size=500)


def _killed(bus: Bus, folder: Path, kills: int, size: int) -> None:
    chance, load = Random(7), LOADS[bus.rules]
    parts = load.parts(load.story("kills", size), kills)
    with campaign("kill -9 of projectors") as run, Projectors.running(bus, folder) as projectors:
        for kill, part in enumerate(parts):
            bus.publish(part)
            if kill % 2:
                projectors.at_work()
            Event().wait(chance.random())  # the moment is the fault's, nothing waits for it
            projectors.kill_and_restart(chance.randrange(2))
            run.faults += 1
        bus.drain(projectors.tend)
        assert not run.checked(bus).differences
        assert not bus.parked_patients(), "a kill is no defect of a record"
        assert projectors.died == 0
