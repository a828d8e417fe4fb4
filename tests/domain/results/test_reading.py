"""The history of a report: preliminary, final, amended, one item cancelled."""

from tests.domain.results.builders import amended, cancelled, given, new, only, row

from carebus.domain.results.reading import history
from carebus.domain.results.values import shown_value
from carebus.domain.results.view import Flag, Status


def steps(view):
    return [
        (step.status, [(shown_value(view, r), r.status) for r in step.current]) for step in history(view, only(view))
    ]


def test_the_history_shows_every_step_and_the_last_is_how_it_stands():
    view = given(
        new(0, row("CRP", "5", status="2"), status="P"),
        amended(5, row("CRP", "6")),
        amended(9, row("CRP", "7")),
        amended(12, row("CRP", "7", service_type="C", status="14")),
    )
    assert steps(view) == [
        (Status.PRELIMINARY, [("5 mmol/L", Status.PRELIMINARY)]),
        (Status.FINAL, [("6 mmol/L", Status.AMENDED)]),
        (Status.AMENDED, [("7 mmol/L", Status.AMENDED)]),
        (Status.AMENDED, [(None, Status.ENTERED_IN_ERROR)]),
    ]
    assert history(view, only(view))[-1] == only(view)


def test_a_value_that_was_cancelled_is_read_in_the_history_alone():
    view = given(new(0, row("CRP", "5")), cancelled(5))
    assert steps(view) == [
        (Status.FINAL, [("5 mmol/L", Status.FINAL)]),
        (Status.ENTERED_IN_ERROR, [(None, Status.ENTERED_IN_ERROR)]),
    ]


def test_the_history_of_reused_ids_is_one_for_each_set_of_samples():
    view = given(
        new(0, row("HB", "13"), collected=60),
        new(5, row("HB", "14"), collected=-5),
        amended(9, row("HB", "15"), collected=-5),
    )
    first, second = (history(view, occurrence) for occurrence in view.occurrences)
    assert (len(first), len(second)) == (1, 2)
    assert Flag.REPORT_ID_REUSED in first[0].flags
    assert [shown_value(view, step.current[0]) for step in second] == ["14 mmol/L", "15 mmol/L"]
