"""Understands that a broker may die and return under load: of three copies two have every record (min.insync.replicas 2)."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, campaign
from tests.faults.loads import LOADS
from tests.faults.projectors import Projectors

from carebus.local import Stack


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack.start(tmp_path_factory.mktemp("cluster") / "run", brokers=3) as started:
        yield started


@pytest.mark.broker
@pytest.mark.timeout(200)
def test_a_broker_that_is_killed_and_returns_costs_nothing(cluster: Stack, tmp_path: Path):
    _killed(cluster, "results", tmp_path, kills=1, size=20)


@pytest.mark.campaign
@pytest.mark.timeout(900)
@EVERY_AREA
def test_brokers_that_are_killed_again_and_again_cost_nothing(cluster: Stack, area: str, tmp_path: Path):
    _killed(cluster, area, tmp_path, kills=9, size=300)


def _killed(cluster: Stack, area: str, folder: Path, kills: int, size: int) -> None:
    chance, load = Random(9), LOADS[area]
    parts = load.parts(load.story("brokers", size), 2 * kills)
    with (
        closing(Bus.made(cluster.bootstrap, cluster.registry_url, "cluster", rules=area)) as bus,
        campaign("kill -9 of brokers, three copies") as run,
        Projectors.running(bus, folder) as projectors,
    ):
        for kill in range(kills):
            projectors.at_work()
            bus.publish(parts[2 * kill])
            broker = cluster.brokers[kill % 3]
            broker.kill()
            run.faults += 1
            bus.publish(parts[2 * kill + 1])
            if chance.random() < 0.5:
                bus.drain(projectors.tend, patience=120)
            broker.start()
        bus.drain(projectors.tend, patience=120)
        assert not run.checked(bus).differences
