"""Understands that a defect of ours stops one patient, visibly, and never a partition (promise 4)."""

from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.faults.bus import Bus, until
from tests.faults.campaigns import Campaign, campaign
from tests.faults.checker import check
from tests.faults.engines import driven
from tests.faults.load import Sent, patient, poison, story, told
from tests.faults.projectors import Projectors

from carebus.bus.heldlog import HeldLog
from carebus.domain.problems import Code
from carebus.gateway.release import Releases
from carebus.local import Stack
from carebus.projector.parking import MOST, TWICE, TooManyParked
from carebus.settings import Environment, GatewaySettings, Settings

SICK = patient("Sigrid")


def _a_course(whom: str = SICK) -> list[Sent]:
    """A good report, the one that harms, and two that come after."""
    return [told(whom, "R1", 0), poison(whom, "R1", 5), told(whom, "R1", 9, "M"), told(whom, "R2", 0)]


@pytest.mark.parametrize("harm", ["exception", "large"])
def test_a_defect_parks_one_patient_and_a_mended_release_drains_it_in_order(narrow: Bus, tmp_path: Path, harm: str):
    others = story(harm, patients=10)
    narrow.publish([*others[::2], *_a_course(), *others[1::2]])
    with campaign(f"poison: {harm}") as run:
        with driven(narrow, tmp_path, poison=harm) as sick:
            sick.drain()
            assert set(narrow.parked_patients()) == {SICK}
            assert len(narrow.parked()) == 1 + 3
            assert not check(narrow).differences
            assert sick.metrics.get_sample_value("carebus_held_patients", {"area": narrow.area.name}) == 1
        with driven(narrow, tmp_path) as mended:
            narrow.release(SICK)
            mended.drain()
            run.faults += 1
            assert not narrow.parked()
            assert not run.checked(narrow).differences


def test_a_unit_whose_name_no_verdict_can_carry_parks_its_patient(narrow: Bus, tmp_path: Path):
    """A verdict fits 1 MB; sent on, it would be refused by the broker for ever, and its partition with it."""
    chance = Random(1)
    name = "".join(chance.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", k=1_500_000))
    narrow.publish([told(SICK, name, 0), *story("beside a long name", patients=3)])
    with driven(narrow, tmp_path) as engine:
        engine.drain()
    assert [parked.reason for parked in narrow.parked_patients().values()] == ["OutputTooLarge"]
    assert not check(narrow).differences


def test_a_release_without_a_cure_parks_the_rest_again_and_loses_nothing(narrow: Bus, tmp_path: Path):
    narrow.publish([*_a_course(), poison(SICK, "R3", 0)])
    with driven(narrow, tmp_path, poison="exception") as sick:
        sick.drain()
        narrow.release(SICK)
        sick.drain()
        assert len(narrow.parked()) == 1 + 4
        assert not check(narrow).differences
    with driven(narrow, tmp_path) as mended:
        narrow.publish([told(SICK, "R1", 11, "M")])
        narrow.release(SICK)
        mended.drain()
    assert not narrow.parked()
    assert not check(narrow).differences


def test_records_that_come_while_a_patient_is_released_wait_their_turn(narrow: Bus, tmp_path: Path):
    narrow.publish(_a_course())
    with driven(narrow, tmp_path, poison="exception") as sick:
        sick.drain()
    narrow.release(SICK)
    narrow.publish([told(SICK, "R1", 20 + n, "M") for n in range(30)])
    with driven(narrow, tmp_path, batch=5) as mended:
        mended.drain()
    assert not narrow.parked()
    assert not check(narrow).differences


def test_a_record_that_ends_the_process_twice_parks_its_patient(bus: Bus, tmp_path: Path):
    others = story("exit", patients=20)
    with campaign("poison: os._exit in evolve") as run:
        with Projectors.running(bus, tmp_path, 1, poison="exit") as projectors:
            bus.publish([*others[::2], *_a_course(), *others[1::2]])
            bus.drain(projectors.tend)
            run.faults = projectors.died
        assert run.faults == 2
        assert [parked.reason for parked in bus.parked_patients().values()] == [TWICE]
        assert not check(bus).differences
        with Projectors.running(bus, tmp_path, 1) as mended:
            bus.release(SICK)
            bus.drain(mended.tend)
        assert not bus.parked()
        assert not run.checked(bus).differences


def test_more_parked_patients_than_bad_data_explains_stop_the_process(narrow: Bus, tmp_path: Path):
    narrow.publish(poison(patient("crowd", n), "R1", 0) for n in range(MOST))
    with driven(narrow, tmp_path, poison="exception") as bad:
        bad.drain()
        narrow.publish([poison(patient("crowd", MOST), "R1", 0)])
        with pytest.raises(TooManyParked):
            bad.until(lambda: False)
    assert len(narrow.parked_patients()) == MOST


def test_held_release_finds_what_is_parked_and_asks_its_owner(stack: Stack, tmp_path: Path):
    """The way of an operator: the held log names what is parked, and the gateway asks its owner."""
    bus = Bus.made(stack.bootstrap, stack.registry_url, "released", partitions=12)
    bus.publish(_a_course(patient("Solveig")))
    with driven(bus, tmp_path, poison="exception") as sick:
        sick.drain()
    settings = GatewaySettings(
        environment=Environment.TEST, brokers=bus.brokers, registry=bus.registry, patient_secret="x" * 32
    )
    log = HeldLog(Settings(environment=Environment.TEST, brokers=bus.brokers, registry=bus.registry))
    entry = next(entry for entry in log.entries() if entry.open and entry.held.area == bus.area.name)
    assert entry.held.problems[0].code is Code.PARKED
    releases = Releases(settings)
    assert releases.again(entry).released
    with driven(bus, tmp_path) as mended:
        mended.until(lambda: not bus.parked())
    assert not check(bus).differences
    for wire in (log._wire, releases._wire, releases._writer._outputs._wire):
        wire._registry.close()
    bus.close()


def test_kills_and_moves_while_patients_are_parked_and_released_lose_nothing(bus: Bus, tmp_path: Path):
    with campaign("kill -9 in parking and release") as run:
        _killed_in_parking(bus, tmp_path, run, kills=3, sick=4, later=20)


@pytest.mark.campaign
@pytest.mark.timeout(600)
def test_many_kills_and_moves_while_patients_are_parked_and_released_lose_nothing(bus: Bus, tmp_path: Path):
    with campaign("kill -9 in parking and release") as run:
        _killed_in_parking(bus, tmp_path, run, kills=12, sick=15, later=150)


def _killed_in_parking(bus: Bus, folder: Path, run: Campaign, kills: int, sick: int, later: int) -> None:
    chance = Random(11)
    parked = [patient("killed", n) for n in range(sick)]
    courses = [sent for n in range(later) for whom in parked for sent in _more(whom, n)]
    load = [*courses, *story("beside", patients=later)]
    with Projectors.running(bus, folder, poison="exception") as projectors:
        for time in range(kills):
            bus.publish(load[time * len(load) // kills : (time + 1) * len(load) // kills])
            _kill(projectors, chance, run)
        bus.drain(projectors.tend)
    assert not check(bus).differences
    with Projectors.running(bus, folder) as mended:
        for _ in range(kills):
            for whom, state in bus.parked_patients().items():
                if not state.releasing:
                    bus.release(whom)
            _kill(mended, chance, run)
        bus.drain(mended.tend)
        until(lambda: not bus.parked(), lambda: _again(bus, mended))
    assert not run.checked(bus).differences


def _more(whom: str, n: int) -> list[Sent]:
    return [poison(whom, "R1", 5)] if n == 1 else [told(whom, "R1", 3 * n, "M" if n else "N")]


def _kill(projectors: Projectors, chance: Random, run: Campaign) -> None:
    projectors.at_work()
    Event().wait(chance.random() / 2)  # the moment is the fault's, nothing waits for it
    projectors.kill_and_restart(chance.randrange(2))
    run.faults += 1


def _again(bus: Bus, mended: Projectors) -> None:
    """A kill at the very moment of a record counts as that record's: release once more, by processes that are new."""
    for slot in range(len(mended.slots)):
        mended.kill_and_restart(slot)
    for whom in bus.parked_patients():
        bus.release(whom)
    bus.drain(mended.tend)
