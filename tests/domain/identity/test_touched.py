"""R23: whom a submission touches, and that whoever is touched by none that wait may be decided before them."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import given as holds
from hypothesis import settings
from hypothesis import strategies as st
from tests.domain.identity.builders import (
    Story,
    assigned,
    died,
    disputed,
    given,
    key,
    keys,
    linked_with,
    lives,
    merged,
    moved,
    protected,
    provenance,
    replaced,
    settled,
    taken_back,
    unlinked,
    unmerged,
)

from carebus.domain.areas import AREAS
from carebus.domain.identity.area import IDENTITY
from carebus.domain.identity.events import PatientsMerged
from carebus.domain.identity.touched import touched_by
from carebus.domain.identity.units import key_of, units_changed_by, units_of

NAMES = "abcdefgh"
NAME = st.sampled_from(NAMES)
TYING = (merged, merged, linked_with, replaced, assigned)
BETWEEN = (*TYING, *TYING, unmerged, unlinked, taken_back, disputed, settled, partial(moved, "stay"))
OF_ONE = (died, lives, partial(protected, level="6"), partial(protected, level="none"))
TELLING = st.one_of(
    st.builds(lambda make, one, other: make(one, other), st.sampled_from(BETWEEN), NAME, NAME),
    st.builds(lambda make, one, other: make(one, other), st.sampled_from(BETWEEN), NAME, NAME),
    st.builds(lambda make, name: make(name), st.sampled_from(OF_ONE), NAME),
)
TELLINGS = st.lists(TELLING, min_size=4, max_size=30)


def touched(story, submission):
    return touched_by(story.views.get, submission)


def test_a_submission_touches_all_keys_of_the_persons_that_it_names():
    story = given(merged("a", "b"), merged("b", "c"), merged("x", "y"), merged("p", "q"))

    assert touched(story, merged("a", "x")) == keys("a", "b", "c", "x", "y")
    assert touched(story, died("c")) == keys("a", "b", "c")
    assert touched(story, protected("alone", "6")) == keys("alone")


@pytest.mark.parametrize("made", [moved("stay", "a", "x"), disputed("a", "x"), settled("a", "x")])
def test_a_moved_visit_and_a_dispute_touch_both_persons(made):
    assert touched(given(merged("a", "b"), merged("x", "y")), made) == keys("a", "b", "x", "y")


def test_what_was_taken_apart_touches_one_side_alone():
    story = given(merged("a", "b"), merged("b", "c"), unmerged("a", "b"))

    assert touched(story, died("a")) == keys("a")


def test_what_is_not_fit_to_be_decided_touches_nobody():
    assert touched(Story(), PatientsMerged(provenance(), "01010112345", key("b"))) == frozenset()


def test_every_area_with_one_line_can_tell_whom_a_submission_touches():
    lines = [area for area in AREAS.values() if area.line]

    assert lines == [IDENTITY]
    assert IDENTITY.touched_by(Story().views.get, died("a")) == keys("a")


@holds(TELLINGS, TELLING)
def test_what_decides_a_submission_and_what_it_changes_is_of_those_whom_it_touches(before, told):
    story = Story()
    for each in before:
        story.when(each)
    whom = touched(story, told)
    decision = story.when(told)
    changed = {unit for fact in getattr(decision, "events", ()) for unit in units_changed_by(fact)}

    assert {key_of(unit) for unit in (*units_of(told), *changed)} <= whom


@settings(max_examples=400, deadline=None)
@holds(TELLINGS, st.data())
def test_records_that_wait_and_those_that_touch_them_end_as_if_nothing_had_waited(tellings, data):
    """Some are poisoned, each wherever it comes: who touches none of those that wait goes on, and at last all that waits is decided."""
    poisoned = data.draw(st.sets(st.integers(0, len(tellings) - 1), min_size=1, max_size=4))
    released_after = data.draw(st.integers(0, len(tellings)))
    line, parked, verdicts, orderly = Story(), [], {}, {}
    names: Counter[str] = Counter()

    def drained(count):
        for told, touches in parked[:count]:
            verdicts[told.provenance.submission_id] = line.when(told)
            names.subtract(touches)
        del parked[:count]

    for number, told in enumerate(tellings):
        whom = touched(line, told)
        if number in poisoned or any(names[each] for each in whom):
            parked.append((told, whom))
            names.update(whom)
        else:
            verdicts[told.provenance.submission_id] = line.when(told)
        if number == released_after:
            drained(data.draw(st.integers(0, len(parked))))
    drained(len(parked))
    straight = Story()
    for told in tellings:
        orderly[told.provenance.submission_id] = straight.when(told)

    assert line.views == straight.views
    assert verdicts == orderly
