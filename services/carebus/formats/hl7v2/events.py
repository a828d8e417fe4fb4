"""Understands which event a message is of (EVN): it must be the one that MSH-9 names, for else nobody knows which is meant (R23)."""

from datetime import datetime

from carebus.domain.problems import Code
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import time

_RECORDED, _OCCURRED = 2, 6


def event(message: Segments, trigger: str) -> Segment | None:
    """EVN, where there is one; another event in EVN-1 than the trigger is a problem."""
    evn = message.one("EVN")
    if evn is not None and evn.whole(1) not in (None, trigger):
        evn.reading.note(
            Code.INVALID_VALUE, f"{evn.path}-1", "another event than MSH-9 names: nobody knows which is meant (R23)"
        )
    return evn


def occurred(evn: Segment | None) -> datetime | None:
    """When it happened (EVN-6), else when it was entered (EVN-2); None where neither says a day."""
    told = [] if evn is None else [time(evn.one(number)) for number in (_OCCURRED, _RECORDED)]
    return next((at for each in told if each is not None and (at := each.first())), None)
