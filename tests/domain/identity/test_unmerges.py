"""R23: what is taken away gives back exactly what would be without it."""

import pytest
from tests.domain.identity.builders import (
    assigned,
    died,
    given,
    key,
    keys,
    linked_with,
    merged,
    protected,
    refused_by,
    replaced,
    stands,
    taken_back,
    unlinked,
    unmerged,
)

from carebus.domain.identity.refusals import Contradiction

PAIRS = [(merged, unmerged), (linked_with, unlinked), (assigned, taken_back), (replaced, taken_back)]


@pytest.mark.parametrize(("tell", "undo"), PAIRS)
def test_what_is_told_and_undone_leaves_nothing(tell, undo):
    story = given(merged("a1", "a"), merged("b1", "b"))
    before = story.content()

    story.given(tell("a", "b"), undo("a", "b"))

    assert story.content() == before


@pytest.mark.parametrize(("tell", "undo"), PAIRS)
def test_r23_what_was_never_told_is_not_undone(tell, undo):
    story = given(merged("a", "x"))

    assert refused_by(story.when(undo("a", "b")))[::2] == ("R23", Contradiction.NOT_TOLD)


def test_r23_a_merge_is_not_undone_twice_nor_the_other_way_round():
    story = given(merged("a", "b"))

    assert refused_by(story.when(unmerged("b", "a"))) == ("R23", "losing", Contradiction.NOT_TOLD)
    assert stands(story.when(unmerged("a", "b")))
    assert refused_by(story.when(unmerged("a", "b"))) == ("R23", "losing", Contradiction.NOT_TOLD)


def test_an_unmerge_in_the_middle_of_a_chain_leaves_each_half_as_it_was_told():
    story = given(merged("a", "b"), merged("b", "c"), merged("c", "d"), unmerged("b", "c"))

    assert story.content() == given(*(fact for fact in story.facts if fact.losing in keys("a", "c"))).content()
    assert story.keys("a") == keys("a", "b")
    assert story.keys("d") == keys("c", "d")


def test_a_merge_of_what_is_linked_as_well_is_undone_and_the_link_stays():
    story = given(linked_with("a", "b"), merged("a", "b"), unmerged("a", "b"))

    assert story.keys("a") == keys("a", "b")
    assert story.heads("a") == keys("a", "b")


def test_a_replaced_number_stays_replaced_when_the_merge_of_the_same_two_is_undone():
    story = given(replaced("d-number", "fnr"), merged("d-number", "fnr"), unmerged("d-number", "fnr"))

    assert story.of("d-number").surviving == key("fnr")


def test_after_an_unmerge_the_other_direction_is_free():
    story = given(merged("a", "b"), unmerged("a", "b"), merged("b", "a"))

    assert story.heads("a") == keys("a")


def test_an_unlink_names_the_two_in_either_order():
    assert given(linked_with("a", "b"), unlinked("b", "a")).content() == {}


def test_death_and_protection_stay_with_their_key_through_merge_and_unmerge():
    story = given(died("a", "2026-02-01"), protected("b", "7"))
    one, other = story.of("a"), story.of("b")

    story.given(merged("a", "b"))
    assert (story.of("a").deceased, story.of("a").protection) == (one.deceased, None)
    assert (story.of("b").deceased, story.of("b").protection) == (None, other.protection)

    story.given(protected("a", "6"), unmerged("a", "b"))
    assert story.of("a").protection.level == "6"
    assert story.of("b").protection == other.protection
    assert story.of("a").deceased == one.deceased
