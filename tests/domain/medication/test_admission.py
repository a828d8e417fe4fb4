"""R8: the list is not authoritative from an admission until a reconcile after it."""

from tests.domain.medication.builders import METOPROLOL, WARFARIN, Story, accepted, alarms, at, days, is_duplicate

from carebus.domain.medication.reconciled import overdue
from carebus.domain.problems import Code


def test_a_list_is_not_authoritative_from_the_admission_until_a_reconcile_after_the_discharge():
    story = Story(METOPROLOL)
    seen = [story.listed.authoritative]
    for hour, act in enumerate((story.admitted, story.reconciled, story.discharged, story.reconciled), 1):
        story.later(at(hour)).and_then(act())
        seen.append(story.listed.authoritative)
    assert seen == [True, False, False, False, True]


def test_a_whole_list_that_reconciles_makes_it_authoritative_too():
    story = Story(METOPROLOL)
    story.and_then(story.admitted()).and_then(story.discharged())
    story.later(at(1)).and_then(story.whole(METOPROLOL))
    assert not story.listed.authoritative
    story.and_then(story.whole(METOPROLOL, reconciles=True))
    assert story.listed.authoritative


def test_overlapping_admissions_are_counted_by_encounter():
    story = Story(METOPROLOL)
    story.and_then(story.admitted("ward")).and_then(story.admitted("rehabilitation"))
    story.and_then(story.discharged("ward"))
    story.later(at(1)).and_then(story.reconciled())
    assert not story.listed.authoritative
    story.and_then(story.discharged("rehabilitation", at(0.5)))
    assert story.listed.authoritative


def test_the_same_admission_or_discharge_again_is_a_duplicate():
    story = Story(METOPROLOL)
    story.and_then(story.admitted())
    assert is_duplicate(story.when(story.admitted()))
    story.and_then(story.discharged())
    assert is_duplicate(story.when(story.discharged()))


def test_writes_meanwhile_are_allowed_and_flagged():
    story = Story(METOPROLOL)
    story.and_then(story.admitted())
    assert alarms(story.when(story.added(WARFARIN))) == [Code.DURING_ADMISSION]
    assert [row.during_admission for row in story.listed.rows] == [False, True]


def test_an_admission_that_never_was_leaves_the_list_as_it_was():
    story = Story(METOPROLOL)
    story.and_then(story.admitted()).and_then(story.discharged(cancelled=True))
    assert story.listed.authoritative
    assert is_duplicate(story.when(story.admitted()))


def test_a_discharge_that_is_taken_back_opens_the_admission_again():
    story = Story(METOPROLOL)
    story.and_then(story.admitted()).and_then(story.discharged())
    story.later(at(1)).and_then(story.reconciled()).and_then(story.admitted(reopens=True))
    assert not story.listed.authoritative
    story.later(at(2)).and_then(story.discharged())
    assert not story.listed.authoritative
    story.later(at(3)).and_then(story.reconciled())
    assert story.listed.authoritative


def test_an_admission_that_is_told_after_its_own_end_opens_nothing():
    story = Story(METOPROLOL)
    story.and_then(story.discharged(when=at(2)))
    assert is_duplicate(story.when(story.admitted(when=at(1))))
    assert story.listed.admissions == ()


def test_an_admission_without_an_end_for_sixty_days_is_an_alarm():
    story = Story(METOPROLOL)
    story.and_then(story.admitted("forgotten"))
    assert overdue(story.listed, days(60)) == ()
    assert [each.encounter for each in overdue(story.listed, days(60.1))] == ["forgotten"]


def test_an_admission_is_known_also_where_no_list_is():
    story = Story()
    story.and_then(story.admitted())
    assert (story.version, story.listed.authoritative) == (0, False)
    assert accepted(story.when(story.whole(METOPROLOL, create=True)))
    assert story.row(METOPROLOL).during_admission


def test_of_ended_admissions_the_newest_are_remembered_and_the_newest_end_always_counts():
    story = Story(METOPROLOL)
    for number in range(20):
        story.and_then(story.discharged(f"stay {number}", at(number)))
    assert len(story.listed.discharges) == 10
    assert story.listed.discharged == at(19)
