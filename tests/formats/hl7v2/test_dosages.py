import pytest
from tests.formats.hl7v2.wire import lines, message, order, prescription, problems, segment

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosing


def dosage(*after: str, rxe: dict[int, str] | None = None, orc: dict[int, str] | None = None):
    return prescription(order("NW", orc, rxe, *after)).dosage


def tq1(**fields: str) -> str:
    return segment("TQ1", {int(name[1:]): text for name, text in fields.items()})


def test_a_timing_says_when_and_how_often():
    (got,) = dosage(tq1(f3="TID", f7="20260203", f8="202602100800+0100")).dosings
    assert got == Dosing("1", "tablett", "TID", None, None, "2026-02-03", "2026-02-10T08:00+01:00")


def test_a_pattern_with_a_period_is_a_number_and_a_unit():
    (got,) = dosage(tq1(f3="Q6H^^^^6^h")).dosings
    assert (got.interval, got.interval_unit) == ("6", "h")


def test_a_relative_time_goes_before_a_pattern_which_is_still_told():
    got = dosage(tq1(f3="TID", f5="8^h&hour&ISO+"))
    assert [(each.interval, each.interval_unit) for each in got.dosings] == [("8", "h (hour)")]
    assert got.text == "pattern TID"


def test_each_time_of_the_day_is_a_dose_of_its_own():
    got = dosage(tq1(f3="BID", f4="0800~2000")).dosings
    assert [each.time_of_day for each in got] == [Coding(None, None, None, "0800"), Coding(None, None, None, "2000")]
    assert {each.interval for each in got} == {"BID"}


def test_each_pattern_is_a_dose_of_its_own():
    assert [each.interval for each in dosage(tq1(f3="QAM~QHS")).dosings] == ["QAM", "QHS"]


def test_several_timings_are_told_one_after_the_other_and_how_they_hang_together():
    got = dosage(tq1(f3="BID", f6="3^d", f12="S"), tq1(f3="QD", f6="7^d"))
    assert [each.interval for each in got.dosings] == ["BID", "QD"]
    assert got.text == "1: duration 3 d; conjunction S\n2: duration 7 d"


def test_what_a_dosing_has_no_field_for_stands_in_the_text():
    got = dosage(
        tq1(
            f2="2^stk",
            f3="P&Post (after)^^^^^^^PCM^30^min",
            f6="10^d",
            f10="ved smerter",
            f11="med vann",
            f13="1^h",
            f14="20",
        ),
        rxe={7: "^1 tablett~etter mat", 19: "3^g", 21: "^ryst flasken", 22: "H1", 23: "20", 24: "mL/h"},
    )
    assert (got.text or "").splitlines() == [
        "1 tablett",
        "etter mat",
        "ved smerter",
        "med vann",
        "ryst flasken",
        "quantity 2 stk; event PCM 30 min; duration 10 d; occurrence duration 1 h; total occurrences 20",
        "rate 20 mL/h per H1",
        "total daily dose 3 g",
    ]
    assert got.dosings[0].interval == "P (Post (after))"


def test_the_amount_of_the_service_is_the_dose_where_the_order_has_none():
    got = dosage(tq1(f2="2^stk", f3="BID"), rxe={3: "", 5: ""})
    assert (got.dosings[0].amount, got.dosings[0].unit, got.text) == ("2", "stk", None)


@pytest.mark.parametrize(
    ("least", "most", "dose"), [("1", "2", "1-2"), ("1", "1", "1"), ("", "2", "2"), ("0.50", "", "0.50")]
)
def test_a_dose_is_as_written_from_least_to_most(least, most, dose):
    assert dosage(rxe={3: least, 4: most}).dosings == (Dosing(dose, "tablett"),)


def test_the_timing_of_the_encoded_order_goes_before_that_of_the_order_as_placed():
    text = lines(
        "ORC|NW||R-1", "TQ1|1||BID", "RXO|1^x", "RXR|PO", "RXE||1^x|1||stk", "TQ1|1||TID", "RXR|IV^Intravenøst"
    )
    got = prescription(text).dosage
    assert [each.interval for each in got.dosings] == ["TID"]
    assert got.site == "Intravenøst"


def test_the_timing_of_the_order_as_placed_is_taken_where_the_encoded_one_has_none():
    text = lines("ORC|NW||R-1", "TQ1|1||BID", "RXE||1^x|1||stk")
    assert [each.interval for each in prescription(text).dosage.dosings] == ["BID"]


def test_before_version_2_5_the_timing_stands_in_the_order():
    old = "1&tablett^Q6H&0800^D10^20260203^20260213^R^ved smerter^med vann^S^^2 h^20"
    got = dosage(rxe={1: old})
    at = Coding(None, None, None, "0800")
    assert got.dosings == (Dosing("1", "tablett", "Q6H", None, at, "2026-02-03", "2026-02-13"),)
    assert (got.text or "").splitlines() == [
        "ved smerter",
        "med vann",
        "quantity 1 tablett; duration D10; conjunction S; occurrence duration 2 h; total occurrences 20",
    ]


def test_the_oldest_place_of_a_timing_is_the_common_order():
    assert [each.interval for each in dosage(orc={7: "^BID~^QD"}).dosings] == ["BID", "QD"]


def test_routes_and_sites_are_told_in_words():
    assert dosage("RXR|IM^Intramuskulært|LA^Venstre arm", "RXR|PO").site == "Intramuskulært, Venstre arm\nPO"


def test_an_order_that_says_nothing_of_how_has_no_dosage():
    assert dosage(rxe={3: "", 5: ""}) is None


def test_more_doses_than_anybody_takes_are_held():
    text = order("NW", {}, {}, tq1(f3="~".join(["BID"] * 20), f4="~".join(["0800"] * 20)))
    assert problems(message(text)) == [("too-large", "RXE")]
