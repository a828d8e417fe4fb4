"""R14: the two tables of NILAR and the departures from them."""

import pytest
from tests.domain.results.builders import amended, current, given, new, number, only, report, row, told, words

from carebus.domain.results import status
from carebus.domain.results.report import ResultItem
from carebus.domain.results.view import Flag, Status

REPORTS = {
    "S": "registered amended cancelled unknown unknown",
    "P": "preliminary preliminary cancelled unknown unknown",
    "F": "final amended cancelled unknown unknown",
    "A": "unknown appended cancelled unknown unknown",
    "X": "unknown unknown unknown unknown unknown",
}
ITEMS = {
    **dict.fromkeys((None, "3", "4"), "final amended cancelled final final"),
    "1": "unknown amended cancelled amended unknown",
    "2": "preliminary amended cancelled preliminary preliminary",
    "5": "registered unknown cancelled unknown registered",
    **dict.fromkeys(("6", "7"), "registered registered cancelled unknown registered"),
    **dict.fromkeys(("8", "9", "10"), "preliminary unknown cancelled unknown preliminary"),
    **dict.fromkeys(("11", "13"), "final amended cancelled unknown final"),
    "12": "unknown amended cancelled unknown preliminary",
    "14": "unknown unknown cancelled unknown unknown",
    "15": "registered registered cancelled final registered",
    "99": "unknown unknown unknown unknown unknown",
}


@pytest.mark.parametrize(("code", "row_of_table"), REPORTS.items())
def test_a_report_stands_as_the_table_says(code, row_of_table):
    for kind, expected in zip("NMCHA", row_of_table.split(), strict=True):
        found = status.of_report(code, kind, final_before=False, original_missing=True)
        assert (found.status, found.pair) == (expected, f"{code}|{kind}")


@pytest.mark.parametrize(("code", "row_of_table"), ITEMS.items())
def test_a_row_stands_as_the_table_says(code, row_of_table):
    for kind, expected in zip("NMCHA", row_of_table.split(), strict=True):
        found = status.of_item(ResultItem(status=code, value=number("1")), kind, grouping=False)
        assert (found.status, found.nilar, found.pair) == (expected, expected, f"{code or ''}|{kind}")


def test_a_preliminary_report_that_changes_is_preliminary_revised_and_amended_to_nilar():
    view = given(new(0, row("CRP", "5"), status="P"), amended(5, row("CRP", "6"), status="P"))
    assert (only(view).status, only(view).nilar, only(view).pair) == (Status.PRELIMINARY, "amended", "P|M")
    assert Flag.REVISED in only(view).flags


def test_a_first_final_version_sent_as_a_change_is_final_as_04607403():
    planned, preliminary = new(0, row("NPU06061"), status="S"), amended(7, row("NPU06061", "1"), status="P")
    view = given(planned, preliminary, amended(10, row("NPU06061", "1")))
    assert (only(view).status, only(view).nilar) == (Status.FINAL, "amended")


def test_a_preliminary_report_of_two_that_ends_final_with_one_item_deleted_as_20kt00140():
    view = given(
        new(0, row("CRP", "5", status="2"), row("HB", "13", status="2"), status="P"),
        amended(5, row("CRP", "6", status="2"), status="P"),
        amended(9, row("CRP", "6"), row("HB", service_type="C", status="14")),
    )
    assert only(view).status == Status.FINAL
    assert current(view) == {"CRP": ("6 mmol/L", Status.AMENDED), "HB": (None, Status.CANCELLED)}


def test_a_change_of_a_final_report_is_amended():
    assert only(given(new(0, row("CRP", "5")), amended(5, row("CRP", "6")))).status == Status.AMENDED


def test_a_final_change_whose_original_is_missing_is_amended_and_flagged():
    view = given(amended(5, row("CRP", "6")))
    assert only(view).status == Status.AMENDED
    assert only(view).flags == (Flag.ORIGINAL_MISSING,)


def test_an_item_cancelled_after_a_final_value_is_entered_in_error():
    view = given(new(0, row("CRP", "700")), amended(5, row("CRP", "500", service_type="C", status="14")))
    assert current(view) == {"CRP": (None, Status.ENTERED_IN_ERROR)}
    assert only(view).current[0].nilar == "cancelled"
    assert only(view).current[0].pair == "14|C"


def test_an_item_cancelled_with_no_earlier_value_is_cancelled():
    view = given(new(0, row("CRP", status="15")), amended(5, row("CRP", "500", service_type="C")))
    assert current(view) == {"CRP": (None, Status.CANCELLED)}


def test_an_item_whose_value_was_only_preliminary_is_cancelled():
    view = given(new(0, row("CRP", "5", status="2"), status="P"), amended(5, row("CRP", service_type="C")))
    assert current(view) == {"CRP": (None, Status.CANCELLED)}


def test_history_in_process_without_a_value_is_registered_and_final_to_nilar():
    found = status.of_item(ResultItem(status="15"), "H", grouping=False)
    assert (found.status, found.nilar) == (Status.REGISTERED, "final")


def test_a_missing_service_type_is_that_of_the_nearest_row_above():
    rows = row("LD", "1", service_type="H"), row("IDENT", "2", nested_in=0), row("DEEP", "3", nested_in=1)
    assert [r.pair for r in only(given(new(0, *rows))).current] == ["3|H", "3|H", "3|H"]


def test_a_missing_service_type_of_a_row_that_refers_is_that_of_the_row_it_names():
    rows = row("LD", "1", service_type="H"), row("IDENT", "2", refers_to="LD")
    assert [r.pair for r in only(given(amended(0, *rows))).current] == ["3|H", "3|H"]


def test_a_missing_service_type_with_nothing_above_is_that_of_the_report():
    assert [r.pair for r in only(given(amended(0, row("CRP", "1")))).current] == ["3|M"]


def test_a_group_row_without_a_value_has_no_status_of_its_own():
    titled = row(None, words("Komplement", under="GR"), id="g1", service_type="N")
    silent = row("PANEL", None)
    view = given(new(0, titled, row("C3", "1", nested_in=0), silent, row("C4", "2", refers_to="PANEL")))
    assert [(r.status, r.nilar) for r in only(view).current] == [
        (None, None),
        (Status.FINAL, "final"),
        (None, None),
        (Status.FINAL, "final"),
    ]


def test_a_group_row_with_a_value_has_a_status():
    view = given(new(0, row("NPU06061", words("Vekst")), row("AP_D", "R", nested_in=0)))
    assert only(view).current[0].status == Status.FINAL


def test_an_unknown_code_is_unknown_and_raises_nothing():
    view = given(told(report(0, "?", "Q", row("CRP", "5", status="77", service_type="Z"))))
    assert only(view).status == Status.UNKNOWN
    assert only(view).current[0].status == Status.UNKNOWN
