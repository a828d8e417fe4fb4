"""R24 and the last sentences of R14: what a person reads of a value."""

import pytest
from tests.domain.results.builders import amended, code, given, new, number, only, row, words

from carebus.domain.coding import Coding
from carebus.domain.results.reading import as_told
from carebus.domain.results.report import Interval, Moment, Quantity, Structured, TextResult, Value
from carebus.domain.results.values import abnormality, comparable, shown_item, shown_value, written


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (number("4.0", "mmol/L"), "4.0 mmol/L"),
        (number("4", "mmol/L"), "4 mmol/L"),
        (number("5", "mmol/L", "LT"), "<5 mmol/L"),
        (number("1000", None, "GT"), ">1000"),
        (number("5", "g/L", "EQ"), "5 g/L"),
        (number("5", None, "??"), "?? 5"),
        (number("0,70", "10^9/L"), "0,70 10^9/L"),
        (words("  Vekst \n"), "Vekst"),
        (words(None, codes=("KYSCHR",)), "KYSCHR"),
        (Value(text=TextResult(None, codes=(Coding(None, "KYSCHR", "Kytococcus"),))), "Kytococcus"),
        (Value(text=TextResult("16", unit="mg/L")), "16 mg/L"),
        (Value(interval=Interval(Quantity("1", "g/L"), None)), "1 g/L to …"),
        (Value(date=Moment("20240513")), "20240513"),
        (words(" "), None),
        (None, None),
    ],
)
def test_a_value_is_read_as_it_was_written_and_never_converted(value, read):
    assert written(value) == read


def test_markup_is_data():
    assert written(Value(text=TextResult("<b>R</b>", markup=True))) == "<b>R</b>"


def test_values_in_different_units_are_never_in_one_trend():
    assert comparable(number("5", "mmol/L"), number("6", "mmol/L"))
    assert not comparable(number("5", "mmol/L"), number("6", "mg/dL"))
    assert not comparable(number("5", "mmol/L"), words("5"))
    assert not comparable(None, number("5"))


@pytest.mark.parametrize(("mark", "meaning"), [("1", "above"), ("2", "below"), ("3", "outside"), ("9", None)])
def test_only_the_mark_of_the_laboratory_says_what_is_abnormal(mark, meaning):
    assert abnormality(row("CRP", "500", reference=("<5",), deviation=code(mark))) == meaning


def test_a_reference_interval_decides_nothing():
    assert abnormality(row("CRP", "500", reference=("<5",))) is None


def test_a_cancelled_value_does_not_leave_by_any_field_of_the_row():
    hidden = "7-0-0"
    cancel = row(
        "CRP",
        number(hidden),
        service_type="C",
        comment=f"was {hidden}",
        investigation_comment=hidden,
        deviation=code(hidden),
        reference=(hidden,),
        structured=(Structured(code("x"), texts=(hidden,)),),
    )
    view = given(new(0, row("CRP", "700")), amended(5, cancel))
    (standing,) = only(view).current
    assert shown_value(view, standing) is None
    assert hidden not in repr(shown_item(view, standing))
    assert hidden in repr(as_told(view, standing))
    assert shown_item(view, standing).codes == (code("CRP"),)


def test_a_row_that_stands_is_shown_as_it_was_told():
    view = given(new(0, row("CRP", "5", comment="hemolysed")))
    assert shown_item(view, only(view).current[0]) is view.versions[0].report.items[0]
