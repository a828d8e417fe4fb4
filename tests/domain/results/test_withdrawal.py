"""R13: a cancel, known or not, and what opens a report again."""

from itertools import permutations

from tests.domain.results.builders import amended, apart, cancelled, current, given, new, only, row

from carebus.domain.results.view import Flag, Status

EIE = Status.ENTERED_IN_ERROR


def test_a_cancel_of_something_unknown_is_kept_as_a_tombstone():
    view = given(cancelled(0, row("OUS00529", service_type="C", status="14")))
    assert only(view).status == Status.CANCELLED
    assert only(view).flags == (Flag.ORIGINAL_NOT_RECEIVED,)
    assert current(view) == {"OUS00529": (None, Status.CANCELLED)}


def test_a_tombstone_never_shows_the_value_that_the_cancel_carries():
    view = given(cancelled(0, row("CRP", "5")))
    assert current(view) == {"CRP": (None, Status.CANCELLED)}


def test_an_original_that_arrives_after_its_cancel_is_shown_cancelled():
    original, cancel = new(0, row("CRP", "5"), row("HB", "13")), cancelled(5, row("CRP", "5"))
    view = given(cancel, original)
    assert view == given(original, cancel)
    assert only(view).status == EIE
    assert current(view) == {"CRP": (None, EIE), "HB": (None, EIE)}
    assert Flag.ORIGINAL_NOT_RECEIVED not in only(view).flags


def test_a_report_level_cancel_cancels_every_row_listed_or_not():
    view = given(new(0, row("CRP", "5"), row("HB", "13")), cancelled(5))
    assert current(view) == {"CRP": (None, EIE), "HB": (None, EIE)}


def test_a_cancel_of_a_report_that_was_never_final_is_cancelled_not_in_error():
    view = given(new(0, row("CRP", status="15"), status="P"), cancelled(5, status="P"))
    assert only(view).status == Status.CANCELLED
    assert current(view) == {"CRP": (None, Status.CANCELLED)}


def test_a_new_report_after_the_cancel_reopens_it():
    original, cancel, again = new(0, row("CRP", "5"), row("HB", "13")), cancelled(5), new(9, row("CRP", "6"))
    for order in permutations((original, cancel, again)):
        view = given(*order)
        assert only(view).status == Status.FINAL
        assert Flag.REISSUED_AFTER_CANCEL in only(view).flags
        assert current(view) == {"CRP": ("6 mmol/L", Status.FINAL), "HB": (None, EIE)}


def test_a_new_report_of_the_gendate_of_the_cancel_does_not_reopen_it():
    view = given(new(5, row("CRP", "6")), cancelled(5))
    assert only(view).status == EIE
    assert Flag.CONFLICT in only(view).flags
    assert current(view) == {"CRP": (None, EIE)}


def test_an_amendment_after_the_cancel_does_not_reopen_it_and_is_flagged():
    view = given(new(0, row("CRP", "5")), cancelled(5), amended(9, row("CRP", "6")))
    assert only(view).status == EIE
    assert Flag.AMENDED_AFTER_CANCEL in only(view).flags
    assert current(view) == {"CRP": (None, EIE)}


def test_what_an_amendment_told_between_the_cancel_and_the_new_report_stays_cancelled():
    view = given(new(0, row("CRP", "5")), cancelled(5), amended(7, row("HB", "1")), new(9, row("CRP", "6")))
    assert current(view) == {"CRP": ("6 mmol/L", Status.FINAL), "HB": (None, EIE)}


def test_a_second_cancel_closes_what_a_new_report_reopened():
    view = given(new(0, row("CRP", "5")), cancelled(5), new(9, row("CRP", "6")), cancelled(12))
    assert only(view).status == EIE
    assert Flag.REISSUED_AFTER_CANCEL not in only(view).flags


def test_a_cancel_of_an_item_with_another_id_leaves_the_known_one_final_and_flags_the_report():
    known = row("NOR05863", "21", id="555591130")
    other = row("NOR05863", id="5555591130", service_type="C")
    view = given(new(0, known), amended(5, other))
    assert [(view.versions[r.version].report.items[r.item].id, r.status) for r in only(view).current] == [
        ("555591130", Status.FINAL),
        ("5555591130", Status.CANCELLED),
    ]
    assert Flag.CANCELS_UNKNOWN_ITEM in only(view).flags
    assert Flag.CANCELS_UNKNOWN_ITEM in only(view).current[1].flags


def test_the_flag_goes_when_the_item_arrives_late():
    cancel = amended(5, row("CRP", service_type="C"))
    assert Flag.CANCELS_UNKNOWN_ITEM in only(given(cancel)).flags
    view = given(cancel, new(0, row("CRP", "5")))
    assert Flag.CANCELS_UNKNOWN_ITEM not in only(view).flags
    assert current(view) == {"CRP": (None, EIE)}


def test_rows_kept_apart_are_cancelled_with_their_report():
    group = row("PANEL", None, id="g"), row("A", "1", nested_in=0), row("B", "2", nested_in=0)
    view = given(new(0, *group), amended(3, *group[:2]), cancelled(5))
    assert apart(view)["B"] == (None, EIE)
