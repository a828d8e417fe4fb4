"""R13, R16, R22, R23: what is told of one key, of a visit, and of two patients with one report."""

import pytest
from tests.domain.identity.builders import (
    died,
    disputed,
    given,
    is_duplicate,
    key,
    lives,
    merged,
    moved,
    protected,
    refused_by,
    settled,
    stands,
)

from carebus.domain.identity.protection import Protection, protection, strictest
from carebus.domain.identity.refusals import Contradiction
from carebus.domain.identity.units import dispute_of, visit_of


def visit(story, name, of="visit 1", source="vidda-sykehus"):
    return story.views.get(visit_of(key(name), source, of))


def dispute(story, name, other, report="report 7"):
    return story.views.get(dispute_of(key(name), key(report), key(other)))


def test_the_date_of_death_stays_as_written_and_the_newest_telling_stands():
    story = given(died("nora"), died("nora", "februar 2026"))

    assert story.of("nora").deceased.at == "februar 2026"
    assert is_duplicate(story.when(died("nora", "februar 2026")))


def test_who_was_called_dead_in_error_lives():
    assert given(died("nora"), lives("nora")).of("nora").deceased is None


def tellers(tellings):
    return [each.act.source for each in tellings]


OFFICE, HOSPITAL, REGISTER = (
    {"source": "tindgard-legekontor", "role": "physician"},
    {"source": "vidda-sykehus", "role": "physician"},
    {"source": "folkeregisteret", "role": "register"},
)


def test_r23_two_sources_that_tell_of_a_death_stand_side_by_side():
    nora = given(died("nora", "2026-03-01", **HOSPITAL), died("nora", "mars", **OFFICE)).of("nora")

    assert [(each.act.source, each.at) for each in nora.deaths] == [
        ("vidda-sykehus", "2026-03-01"),
        ("tindgard-legekontor", "mars"),
    ]
    assert nora.deceased.at == "mars"


def test_r23_nobody_takes_back_a_death_that_another_source_told():
    story = given(died("nora", **HOSPITAL))

    assert refused_by(story.when(lives("nora", **OFFICE))) == ("R23", "key", Contradiction.DECEASED_BY_OTHERS)
    assert story.of("nora").deceased


def test_r23_who_takes_back_a_death_takes_back_their_own_telling_alone():
    story = given(died("nora", **HOSPITAL), died("nora", **OFFICE), lives("nora", **HOSPITAL))

    assert tellers(story.of("nora").deaths) == ["tindgard-legekontor"]


def test_r25_a_register_ends_what_was_told_before_and_what_comes_after_stands_beside_it():
    story = given(died("nora", "mars", **OFFICE), died("nora", "2026-03-01", **REGISTER))
    assert tellers(story.of("nora").deaths) == ["folkeregisteret"]

    story.given(died("nora", "april", **OFFICE))
    assert tellers(story.of("nora").deaths) == ["folkeregisteret", "tindgard-legekontor"]
    assert story.of("nora").deceased.at == "2026-03-01"

    story.given(lives("nora", **REGISTER))
    assert (story.of("nora").deaths, story.of("nora").deceased) == ((), None)


def test_r25_a_register_that_says_again_what_it_said_is_news_where_others_have_spoken_since():
    story = given(died("nora", "mars", **REGISTER))
    assert is_duplicate(story.when(died("nora", "mars", **REGISTER)))

    story.given(died("nora", "april", **OFFICE), died("nora", "mars", **REGISTER))
    assert tellers(story.of("nora").deaths) == ["folkeregisteret"]


def test_r22_no_office_takes_away_a_protection_that_another_source_told():
    story = given(protected("nora", "6", **HOSPITAL), protected("nora", "none", **OFFICE))
    assert story.of("nora").protection.level == "6"

    story.given(protected("nora", "7", **HOSPITAL))
    assert [each.level for each in story.of("nora").protections] == ["none", "7"]
    assert story.of("nora").protection.level == "7"


def test_r22_a_register_says_that_an_address_is_protected_no_longer():
    story = given(protected("nora", "6", **HOSPITAL), protected("nora", "ugradert", **REGISTER))

    assert story.of("nora").protection.level == "ugradert"
    assert tellers(story.of("nora").protections) == ["folkeregisteret"]


def test_r23_who_was_never_called_dead_is_not_called_back():
    assert refused_by(given().when(lives("nora"))) == ("R23", "key", Contradiction.NOT_DECEASED)


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("6", Protection.STRICTLY_CONFIDENTIAL),
        ("strengtFortrolig", Protection.STRICTLY_CONFIDENTIAL),
        ("STRENGT_FORTROLIG_UTLAND", Protection.STRICTLY_CONFIDENTIAL),
        ("something new", Protection.STRICTLY_CONFIDENTIAL),
        ("7", Protection.CONFIDENTIAL),
        ("Fortrolig", Protection.CONFIDENTIAL),
        ("ugradert", Protection.NONE),
        ("none", Protection.NONE),
    ],
)
def test_r22_a_level_is_kept_as_written_and_one_that_nobody_knows_protects_most(written, meaning):
    assert given(protected("nora", written)).of("nora").protection.level == written
    assert protection(written) is meaning


def test_the_strictest_level_over_all_linked_keys_holds_whichever_prevails():
    story = given(protected("nora old", "6"), protected("nora", "ugradert"), merged("nora old", "nora"))
    told = (story.of("nora").protection, story.of("nora old").protection)

    assert strictest(each.level for each in told) is Protection.STRICTLY_CONFIDENTIAL
    assert strictest([None, "7", "none"]) is Protection.CONFIDENTIAL
    assert strictest([]) is Protection.NONE


def test_a_moved_visit_is_known_under_both_patients():
    story = given(moved("visit 1", "a", "b"))

    assert (visit(story, "a").here, visit(story, "a").other) == (False, key("b"))
    assert (visit(story, "b").here, visit(story, "b").other) == (True, key("a"))
    assert is_duplicate(story.when(moved("visit 1", "a", "b")))


def test_a_visit_is_moved_on_and_back_from_where_it_is():
    story = given(moved("visit 1", "a", "b"), moved("visit 1", "b", "c"), moved("visit 1", "c", "a"))

    assert [visit(story, name).here for name in "abc"] == [True, False, False]


def test_r23_a_visit_is_not_moved_from_where_it_no_longer_is_nor_to_where_it_is():
    story = given(moved("visit 1", "a", "b"))

    assert refused_by(story.when(moved("visit 1", "a", "c"))) == ("R23", "moved_from", Contradiction.VISIT_ELSEWHERE)
    assert refused_by(story.when(moved("visit 1", "c", "b"))) == ("R23", "moved_to", Contradiction.VISIT_HERE)
    assert refused_by(story.when(moved("visit 2", "a", "a"))) == ("R23", "moved_to", Contradiction.SAME_PATIENT)


def test_visits_of_two_sources_under_one_id_are_two():
    story = given(moved("visit 1", "a", "b"), moved("visit 1", "a", "c", source="fjordlab"))

    assert visit(story, "c", source="fjordlab").here


def test_r13_one_report_under_two_patients_is_raised_once_under_both_and_settled_once():
    story = given(disputed("a", "b"))

    assert is_duplicate(story.when(disputed("a", "b")))
    assert is_duplicate(story.when(disputed("b", "a")))
    assert dispute(story, "b", "a").other == key("a")

    assert stands(story.when(settled("b", "a")))
    assert dispute(story, "a", "b").settled
    assert is_duplicate(story.when(settled("a", "b")))
    assert is_duplicate(story.when(disputed("a", "b")))


def test_r23_what_nobody_disputes_is_not_settled_and_nobody_is_in_dispute_with_herself():
    assert refused_by(given().when(settled("a", "b"))) == ("R23", "name", Contradiction.NO_DISPUTE)
    assert refused_by(given().when(disputed("a", "a"))) == ("R23", "other", Contradiction.SAME_PATIENT)
