"""R9, R19: what is known to be missing is told, and which word for nothing is said."""

from tests.domain.medication.builders import (
    METOPROLOL,
    WARFARIN,
    Story,
    at,
    is_duplicate,
    provenance,
    refused,
)

from carebus.domain.medication.beside import Gap, GapKind, Parameter
from carebus.domain.medication.events import LockedItemReported
from carebus.domain.medication.nothing import silence
from carebus.domain.problems import Code
from carebus.domain.results.nothing import Nothing, Silence

LOCKED = Gap(GapKind.LOCKED, "RF", at(0))
NO_ANSWER = Gap(GapKind.LOOKUP_FAILED, "KJ", at(0), "5", "no right to look up")


def kinds(story):
    return [(gap.kind, gap.place) for gap in story.listed.gaps]


def test_locked_prescriptions_are_told_and_never_which():
    story = Story(METOPROLOL)
    story.and_then(LockedItemReported(provenance(at(0)), "RF"))
    assert story.listed.gaps == (LOCKED,)
    assert is_duplicate(story.when(LockedItemReported(provenance(at(1)), "RF")))
    story.and_then(LockedItemReported(provenance(at(2)), "RF", locked=False))
    assert story.listed.gaps == ()


def test_a_lookup_that_failed_in_part_is_a_gap_and_its_parameters_are_kept():
    story = Story(METOPROLOL)
    parameters = (Parameter("RFHarLaste", "true"), Parameter("KJFeilkode", "5"))
    story.and_then(
        story.looked_up(METOPROLOL, places=("RF",), gaps=(LOCKED, NO_ANSWER), parameters=parameters, role="physician")
    )
    assert story.listed.gaps == (LOCKED, NO_ANSWER)
    assert story.listed.observed.parameters == parameters


def test_a_place_that_answers_replaces_what_was_missing_there_and_a_silent_one_replaces_nothing():
    story = Story(METOPROLOL)
    story.and_then(story.looked_up(METOPROLOL, places=("RF",), gaps=(LOCKED, NO_ANSWER)))
    failed = Gap(GapKind.LOOKUP_FAILED, "RF", at(1))
    story.later(at(1)).and_then(story.looked_up(METOPROLOL, places=("KJ",), gaps=(failed,)))
    assert kinds(story) == [(GapKind.LOCKED, "RF"), (GapKind.LOOKUP_FAILED, "RF")]
    story.later(at(2)).and_then(story.looked_up(METOPROLOL, places=("RF", "KJ")))
    assert story.listed.gaps == ()


def test_a_gap_is_known_since_it_was_first_told():
    story = Story(METOPROLOL)
    story.and_then(story.looked_up(METOPROLOL, gaps=(LOCKED,), places=("RF",)))
    again = Gap(GapKind.LOCKED, "RF", at(3))
    story.later(at(3)).and_then(story.looked_up(METOPROLOL, gaps=(again,), places=("RF",)))
    assert story.listed.gaps == (LOCKED,)


def test_an_older_lookup_that_comes_late_changes_no_gap():
    story = Story(METOPROLOL)
    old = story.looked_up(METOPROLOL, gaps=(LOCKED,), places=("RF",))
    story.later(at(1)).and_then(story.looked_up(METOPROLOL, places=("RF",))).and_then(old)
    assert (story.listed.gaps, story.listed.observed.at) == ((), at(1))


def test_an_empty_list_is_not_none_known():
    story = Story(METOPROLOL)
    assert silence(None) == Silence(Nothing.ABSENT)
    story.and_then(story.stopped(METOPROLOL))
    assert silence(story.listed) == Silence(Nothing.ABSENT)


def test_none_known_is_said_by_a_person_and_ends_with_the_next_row():
    story = Story()
    story.and_then(story.whole(create=True, none_known=True))
    assert (story.version, silence(story.listed)) == (1, Silence(Nothing.NONE_KNOWN, since=at(0)))
    story.and_then(story.added(WARFARIN)).and_then(story.stopped(WARFARIN))
    assert silence(story.listed) == Silence(Nothing.ABSENT)


def test_none_known_together_with_a_row_is_refused():
    story = Story()
    both = story.whole(WARFARIN, create=True, none_known=True)
    assert refused(story.when(both), "R19") == {"list": {Code.NONE_KNOWN_WITH_ROWS}}


def test_what_is_known_to_be_missing_counts_before_none_known():
    story = Story()
    story.and_then(story.whole(create=True, none_known=True)).and_then(LockedItemReported(provenance(at(1)), "RF"))
    assert silence(story.listed) == Silence(Nothing.UNKNOWN, since=at(1))
    assert silence(story.listed, held_since=at(5)) == Silence(Nothing.UNKNOWN, since=at(5))
