"""R13, R16: a dispute that the bus raises is taken once, and stands until it is settled or its two are one person."""

from itertools import permutations

from tests.domain.identity.builders import DAY, Story, key, merged, provenance, unmerged

from carebus.domain.decision import Accepted
from carebus.domain.identity.events import DisputeSettled
from carebus.domain.identity.raised import raised, stands
from carebus.domain.identity.shared import report_name
from carebus.domain.identity.units import dispute_of
from carebus.domain.identity.view import Shared

NAME = report_name(b"secret", "993467049", "R-1")
NORA, LARS = key("nora"), key("lars")


def dispute(one=NORA, other=LARS):
    return raised(Shared.REPORT_ID, NAME, one, other, DAY)


def seen(story) -> list[bool]:
    """Whether it stands, under either key."""
    told = [story.views[dispute_of(*pair)] for pair in ((NORA, NAME, LARS), (LARS, NAME, NORA))]
    return [stands(each, story.of(name).keys) for each, name in zip(told, ("nora", "lars"), strict=True)]


def test_it_is_accepted_once_whoever_came_first():
    story = Story()
    for one, other in permutations((NORA, LARS)):
        assert isinstance(story.when(dispute(one, other)), Accepted)
    assert len(story.facts) == 1
    assert seen(story) == [True, True]


def test_it_does_not_stand_between_records_of_one_person_and_stands_again_when_they_are_parted():
    story = Story()
    for act, stood in (
        (dispute(), True),
        (merged("lars", "nora"), False),
        (unmerged("lars", "nora"), True),
        (DisputeSettled(provenance(), NORA, LARS, NAME), False),
        (dispute(), False),
    ):
        story.when(act)
        assert seen(story) == [stood, stood]


def test_a_link_that_came_before_it_loses_nothing_when_it_is_undone():
    story = Story()
    for act, stood in ((merged("lars", "nora"), None), (dispute(), False), (unmerged("lars", "nora"), True)):
        story.when(act)
        assert stood is None or seen(story) == [stood, stood]
