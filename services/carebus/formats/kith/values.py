"""Understands what was found: the four kinds of value of a result item, as written (R24)."""

from carebus.domain.problems import Code
from carebus.domain.results.report import Interval, Moment, Quantity, TextResult, Value
from carebus.formats.kith.elements import Element
from carebus.formats.kith.markup import text_or_markup


def value(item: Element) -> Value | None:
    """The value of a ResultItem; None where it carries none. Two at once are a problem: nobody knows which one stands."""
    found = Value(_quantity(item), _text(item.one("TextResult")), _interval(item.one("Interval")), _date(item))
    present = sum(part is not None for part in (found.quantity, found.text, found.interval, found.date))
    if present > 1:
        item.problem(Code.UNEXPECTED_ELEMENT, "more than one of NumResult, TextResult, Interval and DateResult")
    return found if present else None


def _quantity(item: Element) -> Quantity | None:
    """A comparator whose code cannot be read is a problem: "<5" must not become 5."""
    result = item.one("NumResult")
    if result is None:
        return None
    comparator = result.one("ArithmeticComp")
    written = None if comparator is None else comparator.value() or comparator.node.get("DN")
    if comparator is not None and not written:
        comparator.problem(Code.INVALID_VALUE, "the comparator says nothing")
    number = result.one("NumResultValue")
    return None if number is None else number.as_quantity(written)


def _text(result: Element | None) -> TextResult | None:
    if result is None:
        return None
    text, markup = text_or_markup(result.one("TextResultValue"))
    found = TextResult(text, markup, result.coding("Heading"), result.codings("TextCode"), result.text("Unit"))
    return None if found == _NOTHING else found


def _interval(result: Element | None) -> Interval | None:
    if result is None:
        return None
    interval = Interval(result.quantity("Low"), result.quantity("High"))
    return interval if interval.low or interval.high else None


def _date(item: Element) -> Moment | None:
    result = item.one("DateResult")
    return None if result is None else result.time("DateResultValue")


_NOTHING = TextResult(None)
