"""The town's script: the same for the same seed, of the length that was asked for, and played without waiting for what comes later."""

import pytest

from carebus.demo.town.kinds import Kind
from carebus.demo.town.plans import PLANS
from carebus.demo.town.script import script
from carebus.demo.town.writers import OTHERS, PHYSICIANS, REGISTER, WRITERS
from carebus.gateway.sources import Sources
from carebus.shipped import folder

LONG = script(120, 2_500, 7)


def test_the_same_seed_gives_the_same_script():
    assert script(120, 2_500, 7) == LONG


def test_another_seed_gives_another_script():
    assert script(120, 2_500, 8) != LONG


@pytest.mark.parametrize(("patients", "acts"), [(20, 150), (2, 10), (120, 2_500), (50, 30)])
def test_a_script_has_as_many_acts_as_were_asked_for(patients, acts):
    told = script(patients, acts, 1)
    assert [intent.number for intent in told] == list(range(acts))
    assert {intent.patient for intent in told} <= set(range(patients))


def test_nobody_waits_for_a_later_line():
    assert all(intent.after is None or intent.after < intent.number for intent in LONG)


def test_the_lines_of_a_race_stand_together_are_of_different_people_and_about_one_patient():
    races = {race: [i for i in LONG if i.race == race] for race in {i.race for i in LONG} - {None}}
    assert len(races) > 150
    for together in races.values():
        assert len({intent.writer for intent in together}) == len(together) > 1
        assert len({intent.patient for intent in together}) == 1
        numbers = [intent.number for intent in together]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_every_patient_gets_a_list_first():
    firsts = {}
    for intent in LONG:
        firsts.setdefault(intent.patient, intent.kind)
    assert set(firsts.values()) == {Kind.CREATE, Kind.LOOKUP}
    assert len(firsts) == 120


def test_every_desk_has_something_to_do():
    assert {intent.writer for intent in LONG} == set(range(len(WRITERS)))


@pytest.mark.parametrize("seed", range(30))
def test_also_in_a_short_town_every_source_writes(seed):
    assert {WRITERS[intent.writer].source for intent in script(20, 150, seed)} == {each.source for each in WRITERS}


def test_who_may_not_decide_is_only_meant_to_where_that_is_the_point():
    beside = {
        Kind.NOT_THEIRS,
        Kind.DISPENSE,
        Kind.MULTIDOSE,
        Kind.PROPOSE,
        Kind.REPORT,
        Kind.LOOKUP,
        Kind.LOCK,
        Kind.PACK,
        Kind.RESPONSIBLE,
        Kind.OBSERVED,
        Kind.REVISE,
        Kind.NONE_BESIDE,
        Kind.BY_PATIENT,
    }
    assert {intent.kind for intent in LONG if intent.writer in OTHERS} <= beside
    assert {intent.writer for intent in LONG if intent.kind is Kind.LOOKUP} == {REGISTER}
    assert {intent.writer for intent in LONG if intent.kind is Kind.CEASE} <= set(PHYSICIANS)


def test_every_kind_of_the_script_can_be_planned():
    assert {intent.kind for intent in LONG} - set(PLANS) == {Kind.AGAIN}


def test_the_writers_are_those_of_the_source_files():
    known = {source.id: source for source in Sources.load(folder("sources")).all}
    for writer in WRITERS:
        assert known[writer.source].author_role == writer.role
        assert writer.her in known[writer.source].her_ids
