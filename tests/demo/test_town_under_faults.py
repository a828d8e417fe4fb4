"""The town is played while everything that decides for it is killed and started again: no decision disappears, nobody is taken for another."""

import io
from itertools import cycle
from random import Random
from threading import Event, Thread
from typing import Self

import pytest
from rich.console import Console

from carebus.demo.stage import Stage, stage
from carebus.demo.town.check import check
from carebus.demo.town.performance import played

pytestmark = [pytest.mark.broker, pytest.mark.campaign, pytest.mark.timeout(900)]

SLOTS = ("projector-medication", "projector-critical-info", "projector-identity", "clock")


class Faults:
    """kill -9 of one service after another, each started again at once, for as long as the context."""

    def __init__(self, here: Stage, seed: int, pause: float = 4.0) -> None:
        self._here, self._chance, self._pause = here, Random(seed), pause
        self._over, self._thread = Event(), Thread(target=self._run)
        self.killed = dict.fromkeys(SLOTS, 0)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        for name in cycle(SLOTS):
            if self._over.wait(self._pause * (0.5 + self._chance.random())):  # the moment is the fault's
                return
            program = self._here.programs[name]
            program.kill()
            program.start()
            self.killed[name] += 1


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_a_town_whose_services_are_killed_loses_no_decision_and_mixes_up_nobody(seed):
    quiet = Console(file=io.StringIO())
    with stage(quiet) as here:
        with Faults(here, seed) as faults:
            town = played(here, 30, 500, seed, quiet)
        assert [line for each in check(town.evidence) for line in each.wrong] == []
        assert all(each.count for each in check(town.evidence))
        assert all(faults.killed.values()), faults.killed
