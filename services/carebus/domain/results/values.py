"""Understands what a person reads of a value: as the laboratory wrote it, never converted, never a number (R24)."""

from carebus.domain.coding import Coding
from carebus.domain.record import replace
from carebus.domain.results.report import Interval, Quantity, ResultItem, TextResult, Value
from carebus.domain.results.status import WITHDRAWN
from carebus.domain.results.view import ReportView, Row

_COMPARATORS = {"LT": "<", "GT": ">", "LE": "≤", "GE": "≥", "EQ": "", "NE": "≠"}  # 8239
_ABNORMAL = {"1": "above", "2": "below", "3": "outside"}  # 8244


def shown_item(view: ReportView, row: Row) -> ResultItem:
    """What may be shown of a row: the one door to its content.

    A cancelled row keeps its codes, times and specimen. Its value may still stand in the message, also in a comment: it is in
    the history (`carebus.domain.results.reading`), and never leaves by this door (R14).
    """
    item = view.versions[row.version].report.items[row.item]
    if row.status not in WITHDRAWN:
        return item
    return replace(
        item,
        value=None,
        comment=None,
        investigation_comment=None,
        deviation=None,
        reference=(),
        diagnosis=None,
        structured=(),
    )


def shown_value(view: ReportView, row: Row) -> str | None:
    """What a person reads of a row, "<5 mmol/L"; None where there is no value or it was cancelled."""
    return written(shown_item(view, row).value)


def abnormality(item: ResultItem) -> str | None:
    """`above`, `below` or `outside`: only the laboratory's own mark decides, never a reference interval, which is text."""
    return _ABNORMAL.get(item.deviation.code or "") if item.deviation else None


def comparable(one: Value | None, other: Value | None) -> bool:
    """Whether two values may stand in one trend: numbers in the very same unit as written."""
    if one is None or other is None or one.quantity is None or other.quantity is None:
        return False
    return one.quantity.unit == other.quantity.unit


def written(value: Value | None) -> str | None:
    """A value in the digits and unit of its source; text may be XHTML, which is data until a reader has sanitised it."""
    if value is None:
        return None
    if value.quantity:
        return _quantity(value.quantity)
    if value.text:
        return _text(value.text)
    if value.interval:
        return _interval(value.interval)
    return value.date.written if value.date else None


def _quantity(quantity: Quantity) -> str:
    comparator = quantity.comparator or ""
    sign = _COMPARATORS.get(comparator, f"{comparator} ")
    return f"{sign if comparator else ''}{quantity.number}" + (f" {quantity.unit}" if quantity.unit else "")


def _text(text: TextResult) -> str | None:
    said = text.text.strip() if text.text else ""
    told = said or ", ".join(filter(None, map(_named, text.codes)))
    return f"{told} {text.unit}" if told and text.unit else told or None


def _named(coding: Coding) -> str | None:
    return coding.display or coding.text or coding.code


def _interval(interval: Interval) -> str:
    low, high = (_quantity(end) if end else "…" for end in (interval.low, interval.high))
    return f"{low} to {high}"
