"""R15: what stands, and what is kept apart, when several versions tell of one set of samples."""

from itertools import permutations

from tests.domain.results.builders import (
    OLD_NPU,
    amended,
    apart,
    at,
    cancelled,
    code,
    current,
    given,
    name,
    new,
    only,
    report,
    row,
    told,
    unnamed,
    words,
)

from carebus.domain.coding import Coding
from carebus.domain.results.view import Flag, Status

FUNN = (Coding(None, None, "Funn"),)


def culture(*isolates):
    """A culture with isolates, each (organism, id, {drug: answer}), as microbiology sends them: flat, linked by id."""
    items = [row("NPU06061", words("Vekst"), id="NPU06061_1", status=None)]
    for organism, position, resistance in isolates:
        items.append(row(organism, words(organism, codes=(organism,)), id=position, codes=FUNN, refers_to="NPU06061_1"))
        place = len(items) - 1
        items += [unnamed(drug, answer, nested_in=place, refers_to=position) for drug, answer in resistance.items()]
    return items


def lines(view, rows):
    """Every row as (text of the row above, own name): the way a person reads whose resistance it is."""
    texts = [
        item.value.text.text
        if (item := view.versions[r.version].report.items[r.item]).value and item.value.text
        else name(view, r)
        for r in rows
    ]
    return [(None if r.under is None else texts[r.under], texts[n]) for n, r in enumerate(rows)]


def test_an_amendment_of_one_root_leaves_the_other_twenty_as_they_stand():
    all_rows = [row(f"NPU{n:05}", str(n)) for n in range(21)]
    view = given(
        new(0, *all_rows),
        amended(16, *all_rows[:10], row("NPU00010", "500", status="1"), *all_rows[11:]),
        amended(34, row("NPU00010", "500", service_type="C", status="14")),
    )
    assert len(only(view).current) == 21
    assert current(view)["NPU00010"] == (None, Status.ENTERED_IN_ERROR)
    assert sum(status == Status.AMENDED for _, status in current(view).values()) == 20
    assert only(view).apart == ()


def test_a_root_in_an_amendment_replaces_its_whole_tree():
    panel = row("PANEL", None)
    view = given(
        new(0, panel, row("A", "1", nested_in=0), row("B", "2", nested_in=0)),
        amended(5, panel, row("A", "9", nested_in=0), row("C", "3", nested_in=0)),
    )
    assert {n: v for n, (v, _) in current(view).items()} == {"PANEL": None, "A": "9 mmol/L", "C": "3 mmol/L"}


def test_a_row_missing_from_the_newer_tree_is_kept_apart_as_not_repeated_under_what_it_belongs_to():
    panel = row("PANEL", None)
    view = given(
        new(0, panel, row("A", "1", nested_in=0), row("B", "2", nested_in=0)),
        amended(5, panel, row("A", "9", nested_in=0)),
    )
    assert apart(view) == {"PANEL": (None, None), "B": ("2 mmol/L", Status.FINAL)}
    above, missing = only(view).apart
    assert (missing.flags, missing.absent_in, missing.under) == ((Flag.NOT_REPEATED,), at(5), 0)
    assert (above.flags, above.absent_in) == ((), None)


def test_a_row_that_a_third_version_repeats_is_no_longer_apart():
    panel, a, b = row("PANEL", None), row("A", "1", nested_in=0), row("B", "2", nested_in=0)
    view = given(new(0, panel, a, b), amended(5, panel, a), amended(9, panel, a, b))
    assert only(view).apart == ()


def test_the_version_that_first_left_a_row_out_is_named():
    panel, a, b = row("PANEL", None), row("A", "1", nested_in=0), row("B", "2", nested_in=0)
    view = given(new(0, panel, a, b), amended(5, panel, a), amended(9, panel, a))
    assert [r.absent_in for r in only(view).apart] == [None, at(5)]


def test_positional_ids_do_not_let_one_isolate_inherit_the_resistance_of_another():
    before = culture(("S. aureus", "Funn_1_1", {"AP_D": "R", "PG_D": "R"}), ("E. coli", "Funn_1_2", {"GM_D": "S"}))
    after = culture(("E. coli", "Funn_1_1", {"GM_D": "S"}))
    view = given(new(0, *before), amended(5, *after))
    assert lines(view, only(view).current) == [(None, "Vekst"), ("Vekst", "E. coli"), ("E. coli", "GM_D")]
    assert lines(view, only(view).apart) == [
        (None, "Vekst"),
        ("Vekst", "S. aureus"),
        ("S. aureus", "AP_D"),
        ("S. aureus", "PG_D"),
    ]


def test_one_code_under_two_systems_is_one_row_and_keeps_the_system_of_the_newest():
    old = unnamed(None, "1", codes=(code("NPU17956", OLD_NPU),))
    view = given(new(0, old), amended(5, unnamed("NPU17956", "2")))
    (standing,) = only(view).current
    assert view.versions[standing.version].report.items[standing.item].codes == (code("NPU17956"),)


def test_a_positional_root_id_that_now_means_another_analysis_keeps_the_old_row_apart():
    view = given(new(0, row("CRP", "5", id="1")), amended(5, row("HB", "13", id="1")))
    assert current(view) == {"HB": ("13 mmol/L", Status.AMENDED)}
    assert apart(view) == {"CRP": ("5 mmol/L", Status.FINAL)}


def test_rows_below_a_cancelled_root_are_withdrawn_with_it():
    panel = row("PANEL", "1")
    view = given(new(0, panel, row("A", "1", nested_in=0)), amended(5, row("PANEL", service_type="C")))
    assert current(view) == {"PANEL": (None, Status.ENTERED_IN_ERROR)}
    assert apart(view)["A"] == (None, Status.ENTERED_IN_ERROR)


def test_a_row_that_was_cancelled_and_then_left_out_stays_cancelled_apart():
    panel, a = row("PANEL", "1"), row("A", "1", nested_in=0)
    view = given(
        new(0, panel, a, row("B", "2", nested_in=0)),
        amended(5, panel, a, row("B", None, nested_in=0, service_type="C")),
        amended(9, panel, a),
    )
    assert apart(view)["B"] == (None, Status.ENTERED_IN_ERROR)


def test_a_row_whose_root_is_unknown_is_kept_apart_flagged_and_never_current():
    view = given(new(0, row("CRP", "5"), row("AP_D", "R", refers_to="Funn_9_9")))
    assert current(view) == {"CRP": ("5 mmol/L", Status.FINAL)}
    assert apart(view) == {"AP_D": ("R mmol/L", Status.FINAL)}
    assert only(view).apart[0].flags == (Flag.ROOT_MISSING,)


def test_a_row_never_joins_a_root_of_another_version():
    before = culture(("S. aureus", "Funn_1_1", {"AP_D": "R"}))
    delta = unnamed("GM_D", "S", refers_to="Funn_1_1")
    for order in permutations((new(0, *before), amended(5, delta))):
        view = given(*order)
        assert lines(view, only(view).current) == [(None, "Vekst"), ("Vekst", "S. aureus"), ("S. aureus", "AP_D")]
        assert lines(view, only(view).apart) == [(None, "GM_D")]


def test_a_rootless_row_that_speaks_of_a_row_that_stands_flags_both():
    before = culture(("S. aureus", "Funn_1_1", {"AP_D": "R"}))
    view = given(new(0, *before), amended(5, unnamed("AP_D", "S", refers_to="Funn_1_1")))
    assert only(view).current[2].flags == (Flag.CONFLICT,)
    assert only(view).apart[0].flags == (Flag.ROOT_MISSING, Flag.CONFLICT)


def test_a_rootless_cancel_takes_the_value_of_the_row_that_it_speaks_of():
    before = culture(("S. aureus", "Funn_1_1", {"AP_D": "R"}))
    view = given(new(0, *before), amended(5, unnamed("AP_D", refers_to="Funn_1_1", service_type="C")))
    assert current(view)["AP_D"] == (None, Status.ENTERED_IN_ERROR)
    assert apart(view)["AP_D"] == (None, Status.ENTERED_IN_ERROR)
    assert Flag.CANCELS_UNKNOWN_ITEM not in only(view).flags


def test_a_rootless_cancel_of_nothing_known_flags_the_report():
    view = given(new(0, row("CRP", "5")), amended(5, row("AP_D", refers_to="Funn_1_1", service_type="C")))
    assert Flag.CANCELS_UNKNOWN_ITEM in only(view).flags
    assert current(view) == {"CRP": ("5 mmol/L", Status.FINAL)}


def test_a_rootless_row_that_a_later_version_tells_under_its_root_is_no_longer_apart():
    delta = row("AP_D", "S", id="AP_D_1_1_5", refers_to="Funn_1_1")
    whole = row("CULTURE", "1", id="Funn_1_1"), row("AP_D", "S", id="AP_D_1_1_5", refers_to="Funn_1_1")
    assert only(given(new(0, row("CRP", "5")), amended(5, delta), amended(9, *whole))).apart == ()


def test_two_tellings_of_one_gendate_are_both_kept_and_flagged():
    one, other = (
        told(report(5, "M", "F", row("CRP", "5"), row("HB", "1"))),
        told(report(5, "M", "F", row("CRP", "6"), row("HB", "1"))),
    )
    view = given(one, other)
    assert view == given(other, one)
    assert Flag.CONFLICT in only(view).flags
    assert sorted((name(view, r), r.flags) for r in only(view).current) == [
        ("CRP", (Flag.CONFLICT,)),
        ("CRP", (Flag.CONFLICT,)),
        ("HB", ()),
    ]


def test_a_later_version_settles_a_conflict_of_its_rows():
    one, other = told(report(5, "M", "F", row("CRP", "5"))), told(report(5, "M", "F", row("CRP", "6")))
    view = given(one, other, amended(9, row("CRP", "6")))
    assert current(view) == {"CRP": ("6 mmol/L", Status.AMENDED)}
    assert only(view).current[0].flags == ()


def test_a_cancel_and_an_original_of_one_gendate_leave_no_value():
    assert all(
        value is None for value, _ in current(given(new(5, row("CRP", "5")), cancelled(5, row("CRP", "5")))).values()
    )


def test_a_message_of_thousands_of_rows_in_any_shape_is_merged_all_the_same():
    many = range(4000)
    chain = [row(f"R{n}", "1", refers_to=f"R{n - 1}" if n else None) for n in many]
    circle = [row(f"C{n}", "1", refers_to=f"C{(n + 1) % 4000}") for n in many]
    lost = [row(f"L{n}", "1", refers_to="nowhere") for n in many]
    wide = [row("PANEL", None), *(row(f"W{n}", "1", nested_in=0) for n in many)]
    gone = [row("PANEL", None), *(row(f"W{n}", None, nested_in=0, service_type="C") for n in many)]
    assert len(only(given(new(0, *chain), amended(5, *chain[:-1]))).apart) == 4000
    assert len(only(given(new(0, *circle))).apart) == 4000
    assert len(only(given(new(0, *lost), amended(5, *lost))).apart) == 4000
    assert [r.status for r in only(given(new(0, *wide), amended(5, *gone))).current] == [
        None,
        *[Status.ENTERED_IN_ERROR] * 4000,
    ]
