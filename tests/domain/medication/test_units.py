"""Which pictures a submission is decided by and a fact changes: an act costs the same however old the list is."""

from tests.domain.medication.builders import METHOTREXATE, METOPROLOL, WARFARIN, Story

from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.treatment import Ending
from carebus.domain.medication.units import LIST, units_changed_by, units_of
from carebus.domain.medication.writes import Cease
from carebus.domain.record import replace


def test_an_act_is_decided_by_the_list_and_its_own_row():
    story = Story(METOPROLOL)
    for act in (story.added(WARFARIN), story.stopped(WARFARIN), story.reversed(WARFARIN), story.retracted(WARFARIN)):
        assert units_of(act) == (LIST, "ceased/warfarin")


def test_a_whole_list_is_decided_by_the_list_and_every_row_that_it_names():
    story = Story(METOPROLOL)
    whole = story.whole(METOPROLOL, stopped=[WARFARIN], retracted=[METHOTREXATE])
    assert units_of(whole) == (LIST, "ceased/metoprolol", "ceased/warfarin", "ceased/methotrexate")


def test_what_stands_beside_the_rows_is_decided_by_the_list_alone():
    story = Story(METOPROLOL)
    for told in (story.dispensed("d1"), story.proposed("p1"), story.admitted(), story.prescribed("rx1", METOPROLOL)):
        assert units_of(told) == units_changed_by(told) == (LIST,)


def test_a_fact_changes_the_unit_of_a_row_only_where_the_row_leaves_or_comes_back():
    story = Story(METOPROLOL, WARFARIN, METHOTREXATE)
    seen = []
    for act in (
        lambda: story.changed(replace(METOPROLOL, note="x")),
        lambda: story.stopped(METOPROLOL, "2030-01-01"),
        lambda: story.reversed(METOPROLOL),
        lambda: story.stopped(METOPROLOL),
        lambda: story.reversed(METOPROLOL),
        lambda: story.retracted(METOPROLOL),
        lambda: story.whole(WARFARIN, ceased=(Cease(METHOTREXATE, Ending("2026-03-02")),)),
    ):
        story.and_then(act())
        seen.append(units_changed_by(story.facts[-1])[1:])
    row = ("ceased/metoprolol",)
    assert seen == [(), (), (), row, row, row, ("ceased/methotrexate",)]


def test_a_fact_leaves_every_other_unit_the_very_same():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(WARFARIN))
    other = story.left(WARFARIN)
    story.and_then(story.stopped(METOPROLOL)).and_then(story.reversed(METOPROLOL)).and_then(story.retracted(METOPROLOL))
    for fact in story.facts[2:]:
        assert evolve("ceased/warfarin", other, fact) is other
        assert evolve("ceased/none", None, fact) is None


def test_a_submission_without_what_decide_adds_is_accepted_as_it_is():
    story = Story(METOPROLOL)
    for act in (
        story.added,
        lambda row: story.stopped(row, "2030-01-01"),
        lambda row: story.changed(replace(row, note="x")),
    ):
        submission = act(WARFARIN)
        (fact,) = story.when(submission).events
        assert fact is submission
    whole = story.whole(METOPROLOL, replace(WARFARIN, note="x"), cannot_carry=("ending",))
    assert story.when(whole).events[0] is whole


def test_the_list_does_not_grow_with_what_has_left_it():
    story = Story(METOPROLOL)
    for number in range(120):
        row = replace(WARFARIN, id=f"cure-{number}")
        story.and_then(story.added(row)).and_then(story.stopped(row))
        if number == 60:
            size = len(repr(story.listed))
    assert len(repr(story.listed)) < size * 1.02
    assert len([unit for unit in story.views if unit != LIST]) == 120
