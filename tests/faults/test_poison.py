"""Understands that a defect of ours stops one patient, visibly, and never a partition (promise 4)."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.faults.bus import Bus, until
from tests.faults.campaigns import EVERY_AREA, FIRST_AREA, FIRST_AREA_AND_LINES, MANY_LINES, Campaign, campaign
from tests.faults.checker import check
from tests.faults.engines import driven
from tests.faults.load import Sent, patient, story, told
from tests.faults.loads import LOADS, Load, cut
from tests.faults.projectors import Projectors

from carebus.bus.heldlog import HeldLog
from carebus.domain.problems import Code
from carebus.domain.provenance import PatientKey
from carebus.gateway.release import Releases
from carebus.local import Stack
from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming
from carebus.projector.parking import MOST, TWICE, TooManyParked
from carebus.settings import Environment, GatewaySettings, Settings

SICK = patient("Sigrid")


def _a_course(load: Load, whom: PatientKey = SICK) -> list[Sent]:
    """A good submission, the one that harms, and two that come after."""
    return [load.course(whom, 0), load.poison(whom, 1), load.course(whom, 2), load.course(whom, 3)]


def _line(load: Load) -> PatientKey:
    """Behind whom her submissions are in line: herself, but where an area has one line for all."""
    return load.course(SICK, 0).patient


@pytest.mark.parametrize("harm", ["exception", "large"])
@FIRST_AREA_AND_LINES
def test_a_defect_parks_one_patient_and_a_mended_release_drains_it_in_order(narrow: Bus, tmp_path: Path, harm: str):
    load = LOADS[narrow.rules]
    before, after = load.parts(load.story(harm, 10), 2)
    good, *rest = _a_course(load)
    narrow.publish([*before, good, *rest, *after])
    with campaign(f"poison: {harm}") as run:
        with driven(narrow, tmp_path, poison=harm) as sick:
            sick.drain()
            assert set(narrow.parked_patients()) == {_line(load)}
            assert narrow.waiting() == len(rest)
            assert not check(narrow).differences
            assert sick.metrics.get_sample_value("carebus_held_patients", {"area": narrow.area.name}) == 1
        with driven(narrow, tmp_path) as mended:
            narrow.release(_line(load))
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


@FIRST_AREA
def test_a_release_without_a_cure_parks_the_rest_again_and_loses_nothing(narrow: Bus, tmp_path: Path):
    load = LOADS[narrow.rules]
    narrow.publish([*_a_course(load), load.poison(SICK, 4)])
    with driven(narrow, tmp_path, poison="exception") as sick:
        sick.drain()
        narrow.release(_line(load))
        sick.drain()
        assert narrow.waiting() == 4
        assert not check(narrow).differences
    with driven(narrow, tmp_path) as mended:
        narrow.publish([load.course(SICK, 5)])
        narrow.release(_line(load))
        mended.drain()
    assert not narrow.parked()
    assert not check(narrow).differences


@FIRST_AREA
def test_records_that_come_while_a_patient_is_released_wait_their_turn(narrow: Bus, tmp_path: Path):
    load = LOADS[narrow.rules]
    narrow.publish(_a_course(load))
    with driven(narrow, tmp_path, poison="exception") as sick:
        sick.drain()
    narrow.release(_line(load))
    narrow.publish([load.course(SICK, 4 + n) for n in range(30)])
    with driven(narrow, tmp_path, batch=5) as mended:
        mended.drain()
    assert not narrow.parked()
    assert not check(narrow).differences


@FIRST_AREA
def test_a_record_that_ends_the_process_twice_alone_parks_its_patient(bus: Bus, tmp_path: Path):
    load = LOADS[bus.rules]
    before, after = load.parts(load.story("exit", 20), 2)
    with campaign("poison: os._exit in evolve") as run:
        with Projectors.running(bus, tmp_path, 1, poison="exit") as projectors:
            bus.publish([*before, *_a_course(load)])
            bus.drain(projectors.tend)
            bus.publish(after)
            bus.drain(projectors.tend)
            run.faults = projectors.died
        assert run.faults == 3
        assert [parked.reason for parked in bus.parked_patients().values()] == [TWICE]
        assert not check(bus).differences
        with Projectors.running(bus, tmp_path, 1) as mended:
            bus.release(_line(load))
            bus.drain(mended.tend)
        assert not bus.parked()
        assert not run.checked(bus).differences


def test_a_record_that_was_set_aside_is_no_death_of_the_next_process(tmp_path: Path):
    """A process that parked a patient and decided nothing after it leaves no note: the mended one tries the record."""
    bad = Incoming("care.results.submitted.v1", 0, 1, SICK.encode(), b"", [], datetime.now(UTC), b"")
    InFlight(tmp_path / "note").begin([bad])
    for _ in range(2):
        dies_again = InFlight(tmp_path / "note")
        dies_again.begin([bad])
        dies_again.alone(bad, was_read=True)
    parks = InFlight(tmp_path / "note")
    assert parks.condemned(bad)
    parks.begin([bad])
    parks.settled([bad])
    assert not InFlight(tmp_path / "note").condemned(bad)


@MANY_LINES
def test_more_parked_patients_than_bad_data_explains_stop_the_process(narrow: Bus, tmp_path: Path):
    poison = LOADS[narrow.rules].poison
    narrow.publish(poison(patient("crowd", n), 0) for n in range(MOST))
    with driven(narrow, tmp_path, poison="exception") as bad:
        bad.drain()
        narrow.publish([poison(patient("crowd", MOST), 0)])
        with pytest.raises(TooManyParked):
            bad.until(lambda: False)
    assert len(narrow.parked_patients()) == MOST


def test_held_release_finds_what_is_parked_and_asks_its_owner(stack: Stack, tmp_path: Path):
    """The way of an operator: the held log names what is parked, and the gateway asks its owner."""
    bus = Bus.made(stack.bootstrap, stack.registry_url, "released", partitions=12)
    bus.publish(_a_course(LOADS[bus.rules], patient("Solveig")))
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
    for each in (log, releases, bus):
        each.close()


@FIRST_AREA_AND_LINES
def test_kills_and_moves_while_patients_are_parked_and_released_lose_nothing(bus: Bus, tmp_path: Path):
    with campaign("kill -9 in parking and release") as run:
        _killed_in_parking(bus, tmp_path, run, kills=3, sick=4, later=20)


@pytest.mark.campaign
@pytest.mark.timeout(600)
@EVERY_AREA
def test_many_kills_and_moves_while_patients_are_parked_and_released_lose_nothing(bus: Bus, tmp_path: Path):
    with campaign("kill -9 in parking and release") as run:
        _killed_in_parking(bus, tmp_path, run, kills=12, sick=15, later=150)


def _killed_in_parking(bus: Bus, folder: Path, run: Campaign, kills: int, sick: int, later: int) -> None:
    chance, load = Random(11), LOADS[bus.rules]
    them = [patient("killed", n) for n in range(sick)]
    courses = [(load.poison if n == 1 else load.course)(whom, n) for n in range(later) for whom in them]
    with Projectors.running(bus, folder, poison="exception") as projectors:
        for part in cut([*courses, *load.story("beside", later)], kills):
            bus.publish(part)
            _kill(projectors, chance, run)
        bus.drain(projectors.tend)
    assert bus.waiting() >= sick * (later - 1)
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
