"""R13: which versions are one report, when a laboratory uses a report id again."""

from itertools import permutations

from tests.domain.results.builders import amended, cancelled, given, new, only, row, specimen

from carebus.domain.results.report import Moment, Specimen
from carebus.domain.results.view import Flag


def sets(view):
    return [occurrence.versions for occurrence in view.occurrences]


def test_one_report_is_one_occurrence():
    view = given(new(0, row("HB", "13.3"), collected=60, request="365U4PY0"))
    assert sets(view) == [(0,)]
    assert view.flags == ()


def test_new_samples_under_an_old_report_id_open_a_new_occurrence_and_both_are_shown_flagged():
    march = new(0, row("HB", "13.3"), collected=60, request="365U4PY0")
    april = new(1440, row("HB", "14.3"), collected=-1400, request="365U4PY0")
    may = new(2880, row("HB", "11.3"), collected=-2800, request="365U4PY0")
    for order in permutations((march, april, may)):
        view = given(*order)
        assert sets(view) == [(0,), (1,), (2,)]
        assert view.flags == (Flag.REPORT_ID_REUSED,)
        assert all(Flag.REPORT_ID_REUSED in occurrence.flags for occurrence in view.occurrences)


def test_another_request_under_an_old_report_id_opens_a_new_occurrence():
    view = given(new(0, row("HB", "1"), request="R1"), new(5, row("HB", "2"), request="R2"))
    assert sets(view) == [(0,), (1,)]


def test_the_same_specimen_and_request_are_a_new_version():
    view = given(new(0, row("HB", "1"), collected=60, request="R1"), new(5, row("HB", "2"), collected=60, request="R1"))
    assert sets(view) == [(0, 1)]
    assert only(view).flags == ()


def test_a_request_id_or_collection_time_that_is_missing_empty_or_null_speaks_for_nothing():
    for request, collected in (("NULL", 60), ("", 60), (None, 60), ("R1", None), (None, None)):
        view = given(
            new(0, row("HB", "1"), collected=60, request="R1"),
            new(5, row("HB", "2"), collected=collected, request=request),
        )
        assert sets(view) == [(0, 1)]


def test_a_vague_report_does_not_make_one_of_two_sets_of_samples():
    vague, first, second = new(0, row("HB", "1")), new(1, row("HB", "2"), request="A"), new(2, request="B")
    for order in permutations((vague, first, second)):
        assert sets(given(*order)) == [(0, 1), (2,)]


def test_a_date_alone_may_be_any_time_of_that_day():
    exact = Specimen("1", collected=Moment("2024-05-13T09:30:00+02:00", specimen(30).collected.instant))
    day, other = specimen("20240513"), specimen("2024-05-12")
    assert sets(given(new(0, specimens=(exact,)), new(5, row("HB", "1"), specimens=(day,)))) == [(0, 1)]
    assert sets(given(new(0, specimens=(exact,)), new(5, row("HB", "1"), specimens=(other,)))) == [(0,), (1,)]
    assert sets(given(new(0, specimens=(other,)), new(5, row("HB", "1"), specimens=(day,)))) == [(0,), (1,)]


def test_an_amendment_joins_the_samples_that_it_names():
    first, second = new(0, collected=60, request="R"), new(10, row("HB", "1"), collected=5, request="R")
    late = amended(20, row("HB", "3"), collected=60, request="R")
    for order in permutations((first, second, late)):
        assert sets(given(*order)) == [(0, 2), (1,)]


def test_an_amendment_with_other_collection_times_still_joins_its_own_request():
    first, second = new(0, collected=60, request="R1"), new(10, row("HB", "1"), collected=5, request="R2")
    assert sets(given(first, second, amended(20, collected=1, request="R1"))) == [(0, 2), (1,)]


def test_an_amendment_or_cancel_that_names_no_samples_joins_the_newest_issued_at_or_before_it():
    first, second = new(0, collected=60), new(10, row("HB", "1"), collected=5)
    assert sets(given(first, second, amended(20))) == [(0,), (1, 2)]
    assert sets(given(first, second, amended(5))) == [(0, 1), (2,)]
    assert sets(given(first, second, cancelled(5))) == [(0, 1), (2,)]


def test_an_amendment_older_than_every_original_joins_the_first():
    assert sets(given(new(10, collected=60), new(20, row("HB", "1"), collected=5), amended(0))) == [(0, 1), (2,)]


def test_versions_are_ordered_by_gendate_and_arrival_never_counts():
    early, late = new(0, row("HB", "1")), amended(5, row("HB", "2"))
    forwards, backwards = given(early, late), given(late, early)
    assert forwards == backwards
    assert [version.report for version in forwards.versions] == [early.report, late.report]
