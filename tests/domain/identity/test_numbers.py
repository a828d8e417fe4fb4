"""R23: numbers that follow one another, links without direction (A24, A37), and what is derived from them."""

import pytest
from tests.domain.identity.builders import (
    assigned,
    given,
    is_duplicate,
    key,
    keys,
    linked_with,
    refused_by,
    replaced,
    taken_back,
)

from carebus.domain.identity.link import Link, Tie
from carebus.domain.identity.person import Person, Ring, linked, persons, surviving
from carebus.domain.identity.refusals import Contradiction


def test_a_d_number_gives_way_to_the_fnr_that_replaced_it():
    story = given(replaced("d-number", "fnr"))

    assert story.of("d-number").surviving == key("fnr")
    assert linked(story.of("fnr").links, key("d-number")).prevailing == key("fnr")


def test_a_help_number_then_a_d_number_then_an_fnr_is_one_person_under_the_last():
    story = given(assigned("help number", "d-number"), replaced("d-number", "fnr"))

    assert story.keys("help number") == keys("help number", "d-number", "fnr")
    assert story.of("help number").surviving == key("fnr")


def test_r23_a_number_has_one_successor_until_that_is_taken_back():
    story = given(replaced("d-number", "fnr"))

    assert refused_by(story.when(replaced("d-number", "another"))) == ("R23", "old", Contradiction.GAVE_WAY_TO_ANOTHER)
    story.given(taken_back("d-number", "fnr"), replaced("d-number", "another"))
    assert story.of("d-number").surviving == key("another")


def test_linked_records_are_one_person_of_whom_none_prevails():
    story = given(linked_with("a", "b"))

    assert story.keys("a") == keys("a", "b")
    assert story.heads("a") == keys("a", "b")
    assert linked(story.of("a").links, key("a")).prevailing is None


def test_a_link_told_in_the_other_order_is_the_same_link():
    assert is_duplicate(given(linked_with("a", "b")).when(linked_with("b", "a")))


def test_links_without_direction_may_go_round():
    story = given(linked_with("a", "b"), linked_with("b", "c"), linked_with("c", "a"))

    assert story.heads("a") == keys("a", "b", "c")


def test_a_key_of_which_nothing_is_told_is_a_person_of_its_own():
    assert linked((), key("nora")) == Person((key("nora"),), (key("nora"),))


def test_every_key_of_the_links_is_in_exactly_one_person():
    story = given(replaced("a", "b"), linked_with("b", "c"), assigned("x", "y"))
    links = (*story.of("a").links, *story.of("x").links)

    found = persons(links)

    assert sorted(each for person in found for each in person.keys) == sorted(keys("a", "b", "c", "x", "y"))
    assert [person.prevailing for person in found if person.prevailing] == [key("y")]


def test_a_ring_that_somebody_else_wrote_is_found_and_never_run_round_for_ever():
    act = given(replaced("a", "b")).of("a").links[0].act
    ring = tuple(Link(Tie.MERGED, key(one), key(to), act) for one, to in ("ab", "bc", "ca"))

    with pytest.raises(Ring):
        linked(ring, key("a"))
    assert surviving(ring, key("a")) is None
