"""R23: two records of one person become one (A40), by a link; what contradicts the links is refused."""

import pytest
from tests.domain.identity.builders import (
    assigned,
    given,
    is_duplicate,
    key,
    keys,
    linked_with,
    merged,
    moved,
    refused_by,
    replaced,
    stands,
)

from carebus.domain.identity.limits import KEYS
from carebus.domain.identity.refusals import Contradiction


def test_merged_records_are_one_person_and_the_survivor_prevails():
    story = given(merged("nora old", "nora"))

    for name in ("nora old", "nora"):
        assert story.keys(name) == keys("nora old", "nora")
        assert story.heads(name) == keys("nora")
    assert story.of("nora old").surviving == key("nora")
    assert story.of("nora").surviving is None


def test_r23_a_patient_is_not_merged_with_herself():
    decision = given().when(merged("nora", "nora"))

    assert refused_by(decision) == ("R23", "surviving", Contradiction.SAME_PATIENT)


def test_r23_of_two_concurrent_merges_in_opposite_directions_the_second_is_refused():
    story = given(merged("a", "b"))
    before = dict(story.views)

    assert refused_by(story.when(merged("b", "a"))) == ("R23", "surviving", Contradiction.RING)
    assert story.views == before


def test_r23_merged_ones_do_not_become_a_ring():
    story = given(merged("a", "b"), merged("b", "c"))

    assert refused_by(story.when(merged("c", "a"))) == ("R23", "surviving", Contradiction.RING)


def test_r23_a_ring_over_links_of_different_kinds_is_refused_as_well():
    story = given(replaced("d-number", "fnr"), assigned("local", "d-number"))

    assert refused_by(story.when(merged("fnr", "local"))) == ("R23", "surviving", Contradiction.RING)


def test_r23_who_is_merged_already_is_not_merged_into_another_and_is_told_by_revision():
    decision = given(merged("a", "c")).when(merged("a", "b"))

    assert refused_by(decision) == ("R23", "losing", Contradiction.GAVE_WAY_TO_ANOTHER)
    assert decision.problems[0].detail.endswith("(revision 1)")


def test_r23_a_merge_into_one_who_is_merged_away_stands_as_told_and_is_followed_to_its_end():
    story = given(merged("b", "c"), merged("a", "b"))

    assert story.of("a").surviving == key("c")
    assert {(link.key, link.to) for link in story.of("c").links} == {(key("a"), key("b")), (key("b"), key("c"))}


def test_a_chain_is_one_person_in_whichever_order_it_was_told():
    first, second = merged("a", "b"), merged("b", "c")

    assert given(first, second).content() == given(second, first).content()


def test_the_same_merge_told_again_changes_nothing():
    story = given(merged("a", "b"))

    assert is_duplicate(story.when(merged("a", "b", source="another")))


def test_what_a_submission_says_of_before_is_not_listened_to():
    story, other = given(merged("a", "b")), given(merged("x", "y"))
    lie = merged("b", "c")
    story.when(type(lie)(lie.provenance, lie.losing, lie.surviving, before=other.of("x").links))

    assert story.keys("c") == keys("a", "b", "c")
    assert story.of("x").links == ()


def test_a_local_number_of_a_known_person_may_still_be_merged():
    """H1 and H2 are one hospital's numbers of one person, and both are tied to the national number before they are merged."""
    story = given(assigned("h1", "fnr"), assigned("h2", "fnr"), merged("h1", "h2"))

    assert story.keys("h1") == keys("h1", "h2", "fnr")
    assert story.heads("h1") == keys("fnr")


def test_a_person_whom_the_links_give_two_heads_has_none_that_prevails():
    story = given(merged("a", "b"), replaced("a", "c"))

    assert story.heads("a") == keys("b", "c")
    assert story.of("a").surviving is None


def test_a45_moves_a_visit_and_makes_nobody_one_person():
    story = given(moved("visit 1", "a", "b"))

    assert story.keys("a") == keys("a")
    assert story.keys("b") == keys("b")


def test_more_keys_than_one_person_can_have_are_refused():
    story = given(*(merged(f"n{number}", "nora") for number in range(KEYS - 1)))

    assert len(story.keys("nora")) == KEYS
    assert refused_by(story.when(merged("one more", "nora"))) == ("R23", "losing", Contradiction.TOO_MANY)
    assert stands(story.when(merged("one more", "somebody else")))


@pytest.mark.parametrize("tell", [merged, linked_with, assigned, replaced])
def test_two_persons_of_several_keys_become_one_at_once(tell):
    story = given(merged("a1", "a"), merged("b1", "b"), tell("a", "b"))

    assert all(story.keys(name) == keys("a", "a1", "b", "b1") for name in ("a", "a1", "b", "b1"))


def test_no_refusal_shows_a_key():
    story = given(merged("a", "b"))
    for told in (merged("a", "a"), merged("b", "a"), merged("a", "c"), linked_with("a", "a")):
        detail = story.when(told).problems[0].detail
        assert not any(key(name) in detail for name in "abc")
