"""Understands that a network which hangs, cuts and delays leaves commits in doubt and nothing wrong (rule 4)."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.faults.bus import Bus
from tests.faults.campaigns import EVERY_AREA, campaign
from tests.faults.loads import LOADS
from tests.faults.projectors import Projectors

from carebus.local import Stack, ports
from carebus.local.toxiproxy import Proxy, Toxiproxy

FAULTS: tuple[Callable[[Proxy], None], ...] = (
    lambda proxy: proxy.hang(),
    lambda proxy: proxy.cut_after(20_000),
    lambda proxy: proxy.hang(stream="upstream"),
    lambda proxy: proxy.slow(700, 300),
    lambda proxy: proxy.enable(enabled=False),
)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Proxy]]:
    if not shutil.which("go"):
        pytest.skip("toxiproxy is built by Go, which is not installed here (apt install golang-go)")
    folder, address = tmp_path_factory.mktemp("network"), f"127.0.0.1:{ports.free(1)[0]}"
    with (
        Toxiproxy.start(folder / "toxiproxy") as toxiproxy,
        Stack.start(folder / "run", advertised={1: address}) as stack,
    ):
        yield stack, toxiproxy.before(str(stack.brokers[0].node.behind), address, "broker-1")


@pytest.mark.broker
def test_answers_of_the_broker_that_do_not_come_in_time_cost_nothing(behind: tuple[Stack, Proxy], tmp_path: Path):
    _disturbed(behind, "results", tmp_path, times=2, size=20, longest=3)


@pytest.mark.campaign
@pytest.mark.timeout(900)
@EVERY_AREA
def test_a_network_that_fails_in_every_way_costs_nothing(behind: tuple[Stack, Proxy], area: str, tmp_path: Path):
    """Up to 14 s: past the deadline of a commit (10 s), and past the session."""
    _disturbed(behind, area, tmp_path, times=12, size=200, longest=14)


def _disturbed(behind: tuple[Stack, Proxy], area: str, folder: Path, times: int, size: int, longest: float) -> None:
    (stack, proxy), chance, load = behind, Random(13), LOADS[area]
    parts = load.parts(load.story("network", size), 2 * times)
    with (
        closing(Bus.made(stack.bootstrap, stack.registry_url, "network", rules=area)) as bus,
        campaign("time-outs by toxiproxy") as run,
        Projectors.running(bus, folder, brokers=stack.proxied) as projectors,
    ):
        for time in range(times):
            projectors.at_work()
            bus.publish(parts[2 * time])
            FAULTS[time % len(FAULTS)](proxy)
            run.faults += 1
            bus.publish(parts[2 * time + 1])
            Event().wait(longest * (0.5 + chance.random() / 2))  # how long the fault lasts
            proxy.cure()
            proxy.enable(enabled=False)  # what a hanging link swallowed is lost: its connections end
            proxy.enable(enabled=True)
        bus.drain(projectors.tend, patience=120)
        assert not run.checked(bus).differences
