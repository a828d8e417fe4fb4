"""R4: stopped is not completed is not retracted; the end of a pause resumes nothing."""

import pytest
from tests.domain.medication.builders import (
    METHOTREXATE,
    METOPROLOL,
    WARFARIN,
    Story,
    days,
    is_duplicate,
    refused,
    treatment,
)

from carebus.domain.dates import before
from carebus.domain.medication.dates import is_date, passed, reached
from carebus.domain.medication.status import (
    PAUSE_ENDED,
    Standing,
    Status,
    is_visible,
    standing,
    standing_of_ceased,
)
from carebus.domain.medication.treatment import Ending, Pause
from carebus.domain.medication.view import Gone
from carebus.domain.problems import Code
from carebus.domain.record import replace

CURE = treatment("Penicillin", started="2026-03-02", planned_end="2026-03-09")


def test_a_treatment_that_is_ceased_leaves_the_list_as_it_stood_and_is_stopped():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(METOPROLOL))
    left = story.left(METOPROLOL)
    assert story.names() == ["Warfarin"]
    assert (left.gone, left.row.treatment, left.revision) == (Gone.STOPPED, METOPROLOL, 1)
    assert standing_of_ceased(left) == Standing(Status.STOPPED, "2026-03-02")


def test_stopped_stays_visible_ninety_days_from_the_act_also_where_the_date_is_long_past():
    story = Story(METOPROLOL)
    story.and_then(story.stopped(METOPROLOL, "2025-01-01"))
    assert is_visible(story.left(METOPROLOL), days(90))
    assert not is_visible(story.left(METOPROLOL), days(90.1))


def test_a_cease_with_a_date_ahead_is_active_until_then():
    story = Story(METOPROLOL)
    story.and_then(story.stopped(METOPROLOL, "2026-03-10"))
    row = story.row(METOPROLOL)
    assert standing(row, days(1)) == Standing(Status.ACTIVE, None, "ends 2026-03-10")
    assert standing(row, days(8)) == Standing(Status.STOPPED, "2026-03-10")
    assert story.left(METOPROLOL) is None


def test_a_planned_end_that_passes_completes_by_the_clock_and_moves_nothing():
    story = Story(CURE)
    row = story.row(CURE)
    assert standing(row, days(7.5)) == Standing(Status.ACTIVE, "2026-03-02")
    assert standing(row, days(8)) == Standing(Status.COMPLETED, "2026-03-09")
    assert story.version == 1


def test_what_comes_first_decides_how_it_ended():
    story = Story(CURE)
    story.and_then(story.stopped(CURE, "2026-03-05"))
    assert standing(story.row(CURE), days(30)).status is Status.STOPPED
    story.and_then(story.stopped(CURE, "2026-04-05"))
    assert standing(story.row(CURE), days(60)).status is Status.COMPLETED


def test_a_retracted_treatment_is_gone_from_the_picture_and_from_what_was_ceased():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(WARFARIN))
    for row in (METOPROLOL, WARFARIN):
        story.and_then(story.retracted(row))
        left = story.left(row)
        assert (left.gone, left.row, left.ending) == (Gone.RETRACTED, None, None)
        assert not is_visible(left, story.now)
        assert standing_of_ceased(left).status is Status.ENTERED_IN_ERROR
    assert story.names() == []
    assert "Warfarin" not in repr(story.views)


def test_the_end_of_a_pause_never_resumes_by_itself():
    story = Story(METOPROLOL)
    story.and_then(story.paused(METOPROLOL, "2026-03-02", "2026-03-05"))
    row = story.row(METOPROLOL)
    assert standing(row, days(1)) == Standing(Status.ON_HOLD, "2026-03-02", "until 2026-03-05")
    assert standing(row, days(300)) == Standing(Status.ON_HOLD, "2026-03-02", PAUSE_ENDED)


def test_a_pause_that_begins_later_is_told_beforehand():
    story = Story(METOPROLOL)
    story.and_then(story.paused(METOPROLOL, "2026-03-05"))
    assert standing(story.row(METOPROLOL), days(1)) == Standing(Status.ACTIVE, None, "on hold from 2026-03-05")
    assert standing(story.row(METOPROLOL), days(4)) == Standing(Status.ON_HOLD, "2026-03-05")


def test_a_treatment_that_has_not_begun_is_intended():
    story = Story(treatment("A", started="2026-04-01"))
    assert standing(story.row("a"), days(1)) == Standing(Status.INTENDED, "2026-04-01")


def test_only_what_is_paused_is_resumed():
    story = Story(METOPROLOL, METHOTREXATE)
    assert refused(story.when(story.resumed(METOPROLOL)), "R4") == {"metoprolol": {Code.NOT_PAUSED}}
    story.and_then(story.resumed(METHOTREXATE))
    assert story.row(METHOTREXATE).treatment.pause is None
    assert is_duplicate(story.when(story.paused(METOPROLOL))) is False


def test_a_pause_that_ends_before_it_begins_is_refused():
    story = Story(METOPROLOL)
    wrong = story.when(story.paused(METOPROLOL, "2026-03-02", "2026-03-01"))
    assert refused(wrong, "R1") == {"metoprolol": {Code.END_BEFORE_START}}
    assert refused(story.when(story.stopped(METOPROLOL, "soon")), "R1") == {"metoprolol": {Code.INVALID_TIME}}


def test_a_reversed_cease_brings_the_row_back_as_it_stood():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(METOPROLOL)).and_then(story.reversed(METOPROLOL))
    assert story.names() == ["Warfarin", "Metoprolol"]
    assert story.row(METOPROLOL).treatment == METOPROLOL
    assert (story.left(METOPROLOL).gone, story.left(METOPROLOL).row) == (Gone.BACK, None)
    assert standing_of_ceased(story.left(METOPROLOL)) is None
    story.and_then(story.stopped(METOPROLOL))
    assert (story.left(METOPROLOL).gone, story.left(METOPROLOL).revision) == (Gone.STOPPED, 3)


def test_a_cease_with_a_date_ahead_is_reversed_on_the_list():
    story = Story(METOPROLOL)
    story.and_then(story.stopped(METOPROLOL, "2026-04-01")).and_then(story.reversed(METOPROLOL))
    assert story.row(METOPROLOL).ending is None


def test_only_what_is_ceased_is_reversed():
    story = Story(METOPROLOL, WARFARIN)
    assert refused(story.when(story.reversed(METOPROLOL)), "R4") == {"metoprolol": {Code.NOT_CEASED}}
    story.and_then(story.retracted(WARFARIN))
    assert refused(story.when(story.reversed(WARFARIN)), "R4") == {"warfarin": {Code.RETRACTED_ROW}}


def test_a_treatment_that_ended_takes_no_further_acts():
    story = Story(METOPROLOL, WARFARIN)
    story.and_then(story.stopped(METOPROLOL)).and_then(story.stopped(WARFARIN, "2026-03-03"))
    story.later(days(2))
    for row in (METOPROLOL, WARFARIN):
        for act in (story.changed(replace(row, note="x")), story.paused(row)):
            assert refused(story.when(act), "R4") == {row.id: {Code.CEASED_AND_ACTIVE}}


def test_a_row_that_ended_by_the_clock_leaves_the_list_with_the_first_write_after_ninety_days():
    story = Story(CURE, METOPROLOL, WARFARIN)
    story.and_then(story.stopped(METOPROLOL, "2026-03-09"))
    story.later(days(97)).and_then(story.changed(replace(WARFARIN, note="x")))
    assert len(story.names()) == 3
    story.later(days(99)).and_then(story.changed(replace(WARFARIN, note="y")))
    assert story.names() == ["Warfarin"]
    assert (story.left(CURE).gone, story.left(CURE).row.treatment) == (Gone.COMPLETED, CURE)
    assert (story.left(METOPROLOL).gone, story.left(METOPROLOL).ending) == (Gone.STOPPED, Ending("2026-03-09"))
    assert not is_visible(story.left(CURE), story.now)
    assert story.version == 4


def test_a_completed_row_may_be_left_out_of_a_whole_list_when_nobody_is_shown_it_any_more():
    story = Story(CURE, WARFARIN)
    story.later(days(30))
    assert refused(story.when(story.whole(WARFARIN)), "R3") == {"penicillin": {Code.OMITTED_ROW}}
    story.later(days(99)).and_then(story.whole(WARFARIN))
    assert (story.names(), story.left(CURE).gone) == (["Warfarin"], Gone.COMPLETED)
    assert refused(story.when(story.reversed(CURE)), "R4") == {"penicillin": {Code.NOT_CEASED}}


def test_a_completed_row_that_is_told_again_stays_and_may_be_prolonged():
    story = Story(CURE)
    story.later(days(99)).and_then(story.whole(CURE))
    story.and_then(story.changed(replace(CURE, planned_end="2027")))
    assert standing(story.row(CURE), story.now).status is Status.ACTIVE


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(
            (text, True)
            for text in ("2026", "2026-02", "2026-02-28", "2026-02-28T10:00+01:00", "2026-02-28T10:00:00.1234567Z")
        ),
        *(
            (text, False)
            for text in (
                "",
                "26",
                "2026-13",
                "2026-02-29",
                "0000-01-01",
                "2026-02-28T25:00Z",
                "2026-02-28T10:00",
                "2026-1-1",
            )
        ),
    ],
)
def test_a_date_is_a_year_a_month_a_day_or_a_time(text, told):
    assert is_date(text) is told


def test_a_date_is_before_another_as_far_as_both_say():
    assert before("2026-02", "2026-03-01")
    assert not before("2026-03", "2026-03-01")
    assert before("2026-03-01T10:00:00+02:00", "2026-03-01T09:00:00Z")


def test_a_month_is_reached_on_its_first_day_and_over_after_its_last():
    assert (reached("2026-03", days(0)), passed("2026-03", days(29.5)), passed("2026-03", days(30))) == (
        True,
        False,
        True,
    )
    assert (passed("2026", days(303)), passed("2026", days(305))) == (False, True)
    assert passed("2026-03-02T07:00:00Z", days(0))


def test_a_pause_on_a_row_that_will_end_says_when():
    row = replace(Story(METOPROLOL).row(METOPROLOL), ending=Ending("2026-05-01"))
    paused = replace(row, treatment=replace(METOPROLOL, pause=Pause("2026-03-01")))
    assert standing(paused, days(0)).words == "ends 2026-05-01"
