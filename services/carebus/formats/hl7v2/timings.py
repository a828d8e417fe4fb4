"""Understands when and how often something is given: TQ1 from version 2.5, the type TQ in RXE-1 or ORC-7 before.

Source: HL7 v2.8 chapter 4.5.4 (TQ1) and 2A (RPT); v2.5 chapter 2A (TQ). A pattern such as TID stays as written, and
nothing is reckoned out. What a dosing of the list has no field for stands in `rest`, each part after the name of its
field.
"""

from dataclasses import dataclass

from carebus.formats.hl7v2.codes import inner, joined, quantity
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.segments import Segment, Value
from carebus.formats.hl7v2.times import time

Every = tuple[str | None, str | None]
"""How often: a number and its unit, or a pattern alone."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One timing: how much of the service, how often, at which times of the day, from when to when, and in words."""

    amount: str | None
    unit: str | None
    every: tuple[Every, ...]
    times: tuple[str, ...]
    starts: str | None
    ends: str | None
    text: tuple[str, ...]
    rest: tuple[str, ...]


def timings(order: Segments, orc: Segment, rxe: Segment) -> tuple[Timing, ...]:
    """The timings of an encoded order: its own, which stand after RXE, else those of the order as placed."""
    before, after = order.around(rxe)
    if found := after.all("TQ1") or before.all("TQ1"):
        return tuple(_segment(each) for each in found)
    return tuple(_typed(each) for each in rxe.all(1) or orc.all(7))


def _segment(tq1: Segment) -> Timing:
    amount, unit = quantity(tq1.one(2))
    patterns = tuple(_pattern(each) for each in tq1.all(3))
    relative = quantity(tq1.one(5))
    every = (relative,) if relative[0] else tuple(each.every for each in patterns if each.every[0])
    unused = () if not relative[0] else tuple(_said("pattern", each.name) for each in patterns)
    rest = (
        *unused,
        *(_said("event", each.event) for each in patterns),
        _said("duration", joined(*quantity(tq1.one(6)))),
        _said("conjunction", tq1.whole(12)),
        _said("occurrence duration", joined(*quantity(tq1.one(13)))),
        _said("total occurrences", tq1.whole(14)),
    )
    return Timing(
        amount=amount,
        unit=unit,
        every=every,
        times=tuple(text for each in tq1.all(4) if (text := each.whole())),
        starts=_iso(tq1.one(7)),
        ends=_iso(tq1.one(8)),
        text=tuple(text for text in (tq1.whole(10), tq1.whole(11)) if text),
        rest=tuple(each for each in rest if each),
    )


def _typed(tq: Value) -> Timing:
    pattern, at = tq.text(2, 1), tq.text(2, 2)
    rest = (
        _said("duration", tq.text(3)),
        _said("conjunction", tq.text(9)),
        _said("order sequencing", tq.text(10)),
        _said("occurrence duration", tq.text(11)),
        _said("total occurrences", tq.text(12)),
    )
    return Timing(
        amount=tq.text(1, 1),
        unit=tq.text(1, 2),
        every=((pattern, None),) if pattern else (),
        times=(at,) if at else (),
        starts=_iso(tq, 4),
        ends=_iso(tq, 5),
        text=tuple(text for text in (tq.text(7), tq.text(8)) if text),
        rest=tuple(each for each in rest if each),
    )


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str | None
    every: Every
    event: str | None


def _pattern(value: Value) -> _Pattern:
    """One repeat pattern (RPT): its period where it names one, else its name; and its event, such as a meal."""
    name = inner(value, 1)
    period = value.text(5), value.text(6)
    return _Pattern(name, period if period[0] else (name, None), joined(value.text(8), value.text(9), value.text(10)))


def _iso(value: Value | None, component: int = 1) -> str | None:
    found = time(value, component)
    return None if found is None else found.iso


def _said(name: str, text: str | None) -> str:
    return f"{name} {text}" if text else ""
