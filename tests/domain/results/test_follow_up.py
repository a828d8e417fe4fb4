"""R27: who follows up, and until when it waits."""

from datetime import timedelta
from itertools import permutations

from tests.domain.results.builders import (
    acknowledged,
    amended,
    assigned,
    at,
    cancelled,
    doctor,
    given,
    new,
    only,
    row,
)

from carebus.domain.record import replace
from carebus.domain.results.follow_up import awaiting, overdue

HOLM, DAL = doctor("Dr Holm"), doctor("Dr Dal")
FINAL = new(0, row("CRP", "5"), requester=HOLM)


def follow_up(*facts):
    return only(given(*facts)).follow_up


def test_a_report_that_was_never_final_waits_for_nobody():
    assert follow_up(new(0, row("CRP", "5"), status="P", requester=HOLM)) is None
    assert follow_up(cancelled(0)) is None


def test_a_final_report_waits_for_its_requester():
    found = follow_up(FINAL)
    assert (found.responsible, found.open, found.since) == (HOLM, True, at(0))
    assert awaiting(only(given(FINAL)))


def test_a_preliminary_report_that_becomes_final_waits_from_then():
    assert follow_up(new(0, row("CRP", "5"), status="P"), amended(5, row("CRP", "6"))).since == at(5)


def test_somebody_else_may_be_said_to_follow_up_and_the_last_named_stands():
    for order in permutations((FINAL, assigned(HOLM, 3), assigned(DAL, 5))):
        assert follow_up(*order).responsible == DAL


def test_an_acknowledgement_closes_it():
    found = follow_up(FINAL, acknowledged(0, 9, "Dr Holm"))
    assert (found.open, found.since, found.acknowledged_by, found.acknowledged_at) == (False, None, "Dr Holm", at(9))


def test_an_amendment_or_cancel_after_that_reopens_it():
    for after in (amended(20, row("CRP", "6")), cancelled(20)):
        found = follow_up(FINAL, acknowledged(0, 9), after)
        assert (found.open, found.since, found.acknowledged_by) == (True, at(20), "Dr Holm")


def test_a_repeat_without_change_does_not_reopen_it():
    assert not follow_up(FINAL, acknowledged(0, 9), replace_gendate(20)).open


def replace_gendate(minute):
    return new(minute, row("CRP", "5"), requester=HOLM)


def test_an_acknowledgement_of_an_older_version_leaves_the_newer_open():
    assert follow_up(FINAL, amended(5, row("CRP", "6")), acknowledged(0, 9)).since == at(5)


def test_an_acknowledgement_of_the_newest_version_closes_them_all():
    assert not follow_up(FINAL, amended(5, row("CRP", "6")), acknowledged(5, 9)).open


def test_a_version_that_arrived_after_the_acknowledgement_was_not_seen_whatever_its_gendate():
    late = amended(3, row("HB", "1"))
    late = replace(late, provenance=replace(late.provenance, received=at(30)))
    for order in permutations((FINAL, amended(5, row("CRP", "6")), acknowledged(5, 9), late)):
        assert follow_up(*order).since == at(3)


def test_an_acknowledgement_counts_for_the_samples_whose_version_it_names_alone():
    first = new(0, row("HB", "13"), collected=60)
    second = new(1, row("HB", "14"), collected=-1)
    view = given(first, second, acknowledged(1, 9))
    assert [occurrence.follow_up.open for occurrence in view.occurrences] == [True, False]


def test_who_was_named_for_one_set_of_samples_is_not_named_for_the_next():
    first, second = (
        new(0, row("HB", "13"), collected=60, requester=HOLM),
        new(50, row("HB", "14"), collected=-50, requester=HOLM),
    )
    view = given(first, assigned(DAL, 5), second)
    assert [occurrence.follow_up.responsible for occurrence in view.occurrences] == [DAL, HOLM]


def test_a_report_that_has_waited_too_long_is_overdue():
    week = timedelta(days=7)
    assert not overdue(follow_up(FINAL), at(0) + week, week)
    assert overdue(follow_up(FINAL), at(1) + week, week)
    assert not overdue(follow_up(FINAL, acknowledged(0, 9)), at(1) + week, week)
    assert not overdue(None, at(1), week)
