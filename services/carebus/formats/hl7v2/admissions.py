"""Understands admissions and discharges (ADT A01, A03), and that they are taken back (A11, A13), as R8 needs them.

The trigger decides, not the patient class: an A01 says "admitted", and senders fill PV1-2 as they please. An
admission is as early as the best field says, so that it never seems to follow its own discharge; of a discharge an
instant goes before a day, and a day counts from its end: the list is not trusted too early.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from carebus.domain.medication.events import AdmissionEnded, AdmissionStarted
from carebus.domain.problems import Code
from carebus.formats.hl7v2 import identifiers
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.events import event
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import Time, time

_RECORDED, _OCCURRED, _ADMITTED, _DISCHARGED = ("EVN", 2), ("EVN", 6), ("PV1", 44), ("PV1", 45)


def _begin(told: Sequence[Time]) -> datetime | None:
    return next((at for each in told if (at := each.first())), None)


def _end(told: Sequence[Time]) -> datetime | None:
    return next((each.instant for each in told if each.instant), None) or next(
        (at for each in told if (at := each.last())), None
    )


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a trigger becomes; the fields that say when, the best first, and how they are weighed.

    `undoes`: it takes another one back.
    """

    event: Callable[..., AdmissionStarted | AdmissionEnded]
    fields: tuple[tuple[str, int], ...]
    when: Callable[[Sequence[Time]], datetime | None]
    undoes: bool = False


TRIGGERS = {
    "A01": Trigger(AdmissionStarted, (_ADMITTED, _OCCURRED, _RECORDED), _begin),
    "A03": Trigger(AdmissionEnded, (_DISCHARGED, _OCCURRED, _RECORDED), _end),
    "A11": Trigger(partial(AdmissionEnded, cancelled=True), (_RECORDED, _OCCURRED), _end, undoes=True),
    "A13": Trigger(partial(AdmissionStarted, reopens=True), (_ADMITTED, _OCCURRED, _RECORDED), _begin, undoes=True),
}
"""Of a cancel the time at which it was entered counts, since EVN-6 may be that of what is cancelled.

A stay that is reopened began when it began.
"""


def movement(message: Segments, name: str) -> Act:
    """The admission or discharge that the trigger `name` tells."""
    trigger = TRIGGERS[name]
    evn, pv1 = event(message, name), message.needed("PV1")
    at = _at(trigger, {"EVN": evn, "PV1": pv1}, message)
    stay = None if pv1 is None else identifiers.stay(pv1)
    if at is None or stay is None:
        return Act(None, at)
    entered = _time(evn, 2) if trigger.undoes else None
    return Act(partial(trigger.event, encounter=stay, at=at), at if entered is None else entered.instant)


def _at(trigger: Trigger, segments: dict[str, Segment | None], message: Segments) -> datetime | None:
    told = [found for name, number in trigger.fields if (found := _time(segments[name], number))]
    at = trigger.when(told)
    if at is None:
        message.reading.note(Code.MISSING_ELEMENT, "EVN-2", "no field names the day or the time at which this happened")
    return at


def _time(segment: Segment | None, number: int) -> Time | None:
    return None if segment is None else time(segment.one(number))
