"""Understands a dispensing (RDS): what one ORC and its RXD say was handed out."""

from functools import partial

from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import PrescriptionId
from carebus.domain.problems import Code
from carebus.formats.hl7v2 import identifiers
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.codes import words
from carebus.formats.hl7v2.control import why_no_dispensing
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.medicines import DISPENSED, medicine
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import time


def dispensing(group: Segments) -> Act:
    """What was handed out; nothing, and a problem, where the code of the order says something else.

    Its id is that of the order with RXD-1, which counts the dispensings of an order. A day alone is taken for its
    first instant in Norway.
    """
    orc = group.all("ORC")[0]
    code = orc.whole(1)
    if code is None:
        orc.missing(1)
    elif why := why_no_dispensing(code):
        orc.reading.note(Code.INVALID_VALUE, f"{orc.path}-1", why)
    ordered, rxd = identifiers.order(orc), group.needed("RXD")
    if rxd is None:
        return Act(None)
    return _handed_out(group, ordered or PrescriptionId(""), rxd)


def _handed_out(group: Segments, ordered: PrescriptionId, rxd: Segment) -> Act:
    number, told = rxd.whole(1), time(rxd.one(3))
    at = None if told is None else told.first()
    if number is None:
        rxd.missing(1)
    if rxd.text(3) is None:
        rxd.missing(3)
    elif told is not None and at is None:
        rxd.reading.note(Code.INVALID_TIME, f"{rxd.path}-3", "not a day, nor a time of one")
    what, amount, unit = medicine(rxd, DISPENSED), rxd.whole(4), words(rxd.one(5))
    pharmacy = _pharmacy(group)
    if at is None:
        return Act(None)
    found = Dispensing(f"{ordered}/{number}", at, what, ordered, None, amount, unit, pharmacy)
    return Act(partial(Dispensed, dispensing=found), None if told is None else told.instant)


def _pharmacy(group: Segments) -> str | None:
    """The name of the dispensing pharmacy, which the order has (RXE-40), not the dispensing."""
    return next((name for rxe in group.all("RXE") if (name := words(rxe.one(40)))), None)
