"""Understands that on a real broker every dispute is submitted, and none that is not one, whenever the process dies (rules 1, 2)."""

import os
import shutil
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from threading import Event

import pytest
from tests.disputes.facts import NOW, SECRET, Told, disputes
from tests.domain.identity.builders import provenance
from tests.faults.bus import Bus, until

from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.disputes.following import Following
from carebus.disputes.memory import Memory
from carebus.domain.identity.acts import act
from carebus.domain.identity.area import LINE
from carebus.domain.identity.decide import decide
from carebus.domain.identity.evolve import evolve
from carebus.domain.identity.raised import raised
from carebus.domain.identity.units import units_changed_by, units_of
from carebus.domain.identity.view import Dispute, LinkedPerson
from carebus.local.programs import Program

ROOT = Path(__file__).parents[2]
ACT = act(provenance())


class Places:
    """The facts of one area, and the identity area, of one test's own."""

    def __init__(self, stack) -> None:
        self.facts = Bus.made(stack.bootstrap, stack.registry_url, "ids")
        self.identity = Bus.made(stack.bootstrap, stack.registry_url, "who", rules="identity")

    def accept(self, *told: Told) -> None:
        """Puts facts where the projector puts them."""
        topic = self.facts.area.accepted
        for each in told:
            value = self.facts.wire.encode(topic, each.fact, each.patient)
            self.facts.producer.produce(topic, value, each.patient.encode(), self.facts.partition(each.patient))
        self.facts.flush()

    def picture(self, *views) -> None:
        """Puts pictures of the identity area where the projector puts them."""
        topic, key = self.identity.area.views, LINE.encode()
        for view in views:
            value = self.identity.wire.encode(topic, view, LINE)
            self.identity.producer.produce(topic, value, key + b"/unit", self.identity.partition(key))
        self.identity.flush()

    def submitted(self):
        """Everything that was submitted, in order."""
        topic = self.identity.area.submitted
        return [self.identity.wire.decode(record.value, LINE) for record in self.identity.read(topic)[topic]]

    def found(self):
        """What is said to be in dispute, checked to be what the identity area takes: each pair once, whatever was repeated."""
        views, facts = {}, []
        for each in self.submitted():
            decided = decide({unit: views.get(unit) for unit in units_of(each)}, each, NOW)
            for fact in decided.events:
                facts.append(fact)
                views |= {unit: evolve(unit, views.get(unit), fact) for unit in units_changed_by(fact)}
        pairs = [(fact.shared.value, fact.name, frozenset((fact.key, fact.other))) for fact in facts]
        assert len(pairs) == len(set(pairs))
        return set(pairs)

    @contextmanager
    def following(self, folder):
        wire = Wire(Registry(self.facts.registry))
        where = (self.facts.brokers, wire, SECRET, folder, [self.facts.area], self.identity.area)
        with closing(Following(*where)) as following:
            yield following

    def followed(self, folder) -> list:
        """What one life of it submits, until it has looked at every fact."""
        submitted = []
        with self.following(folder) as following:
            until(lambda: following.behind == 0, lambda: submitted.extend(following.turn(NOW, 0.05).disputes))
        return submitted


@pytest.fixture
def places(stack):
    made = Places(stack)
    yield made
    made.facts.close()
    made.identity.close()


STORY = [
    Told("nora", "m1", "r1"),
    Told("lars", "m1", "r2"),
    Told("ada", "m2", "r2"),
    Told("ada", "m2", "r2", copy=1),
    Told("odd", "m1", "r2", source="dallab", laboratory="983971784"),
    *(Told(who, "m3", f"r3{part}", part=part) for part, who in enumerate(("nora", "lars"))),
]


def test_each_dispute_is_submitted_and_nothing_else_and_after_a_restart_nothing_again(places, tmp_path):
    places.accept(*STORY)
    assert len(places.followed(tmp_path)) == len(disputes(STORY)) == 2
    assert places.found() == disputes(STORY)
    assert places.followed(tmp_path) == []


def test_what_comes_later_meets_what_was_remembered(places, tmp_path):
    first, second = STORY[:1], STORY[1:]
    places.accept(*first)
    assert places.followed(tmp_path) == []
    places.accept(*second)
    places.followed(tmp_path)
    assert places.found() == disputes(STORY)


def test_a_death_between_submitting_and_remembering_submits_the_same_again_under_the_same_id(
    places, tmp_path, monkeypatch
):
    places.accept(*STORY)
    monkeypatch.setattr(Memory, "write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        places.followed(tmp_path)
    monkeypatch.undo()
    places.followed(tmp_path)
    ids = [each.provenance.submission_id for each in places.submitted()]
    assert len(ids) > len(set(ids)) == len(disputes(STORY))
    assert places.found() == disputes(STORY)


def test_a_memory_that_was_lost_is_made_again_from_the_facts_and_finds_the_same(places, tmp_path):
    places.accept(*STORY)
    before = places.followed(tmp_path)
    shutil.rmtree(tmp_path / "disputes")
    again = places.followed(tmp_path)
    assert {each.provenance.submission_id for each in again} == {each.provenance.submission_id for each in before}
    assert places.found() == disputes(STORY)


def test_what_the_identity_area_knows_already_is_not_submitted_again_when_the_memory_is_lost(places, tmp_path):
    places.accept(*STORY)
    for told in places.followed(tmp_path):
        places.picture(Dispute(told.key, told.other, told.shared, told.name, 1, ACT))
    shutil.rmtree(tmp_path / "disputes")
    assert places.followed(tmp_path) == []


def test_disputes_are_open_until_they_are_settled_or_their_two_are_one_person(places, tmp_path):
    told = raised(STORY[0].seen[0].shared, STORY[0].seen[0].name, STORY[0].patient, STORY[1].patient, NOW)
    dispute = Dispute(told.key, told.other, told.shared, told.name, 1, ACT)
    places.picture(dispute)
    with places.following(tmp_path) as following:
        until(lambda: following.standing.open(told.shared) == 1, lambda: following.turn(NOW, 0.05) and None)
        places.picture(LinkedPerson(told.key, 1, (told.key, told.other), (told.key,)))
        until(lambda: following.standing.open(told.shared) == 0, lambda: following.turn(NOW, 0.05) and None)


def test_killed_again_and_again_it_misses_none_and_invents_none(places, tmp_path):
    chance = Random(16)
    story = [
        Told(f"patient {chance.randrange(30)}", f"m{chance.randrange(60)}", f"r{chance.randrange(60)}", copy=number)
        for number in range(400)
    ]
    program = _program(places, tmp_path)
    expected = disputes(story)
    program.start()
    try:
        for begin in range(0, len(story), 50):
            places.accept(*story[begin : begin + 50])
            Event().wait(2 * chance.random())  # the moment is the fault's, nothing waits for it
            program.kill()
            program.start()
        until(lambda: places.found() >= expected)
    finally:
        program.kill()
    assert places.found() == expected
    assert not any(each.patient.encode() in program.log.read_bytes() for each in story)


def _program(places, folder) -> Program:
    settings = {
        "CAREBUS_ENVIRONMENT": "test",
        "CAREBUS_BROKERS": places.facts.brokers,
        "CAREBUS_REGISTRY": places.facts.registry,
        "CAREBUS_PATIENT_SECRET": SECRET.decode(),
        "CAREBUS_STATE": str(folder / "state"),
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "services"))),
    }
    command = [sys.executable, "-m", "tests.disputes.process", places.facts.area.name, places.identity.area.name]
    return Program("disputes", command, folder / "program", settings)
