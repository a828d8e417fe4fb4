"""Understands that a patient is told to be dead, or was in error, in a message about something else (PID-29, PID-30).

The standard makes an empty field say nothing, and `""` delete what was told before. So a Y is a death, with its date where there is one; a date
alone is one too. `""` in PID-30, or an N beside a date that is deleted, takes back what this source told. An N alone says nothing: systems
fill it in every message of every living patient, and no death is taken back by a habit. What cannot be both is held.
Source: HL7 v2.8 chapter 2, section 2.5.3 (null and empty); chapter 3, PID-29 and PID-30; table 0136. What an N alone means is our choice.
"""

from functools import partial

from carebus.domain.identity.events import DeceasedRetracted, PatientDeceased
from carebus.domain.problems import Code
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.events import event, occurred
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.header import Header
from carebus.formats.hl7v2.kinds import is_of_one
from carebus.formats.hl7v2.segments import Segment
from carebus.formats.hl7v2.times import time
from carebus.formats.told import IDENTITY

_AT, _IS_DEAD = 29, 30
_YES, _NO = "Y", "N"


def told_of(message: Segments, head: Header) -> tuple[Segment, ...]:
    """The PID, where it tells of a death or takes one back; none in a message that does not tell of one patient as they now are."""
    return tuple(pid for pid in message.all("PID")[:1] if is_of_one(head) and _says_anything(pid))


def death(pid: Segment, message: Segments, head: Header) -> Act:
    """What it tells; a problem where nobody knows whether the patient is dead."""
    return Act(_told(pid), occurred(event(message, head.trigger)), IDENTITY, key="key")


def _says_anything(pid: Segment) -> bool:
    is_dead = pid.text(_IS_DEAD)
    return pid.one(_AT) is not None or pid.is_null(_AT) or pid.is_null(_IS_DEAD) or is_dead not in (None, _NO)


def _told(pid: Segment) -> partial[PatientDeceased] | partial[DeceasedRetracted] | None:
    at, is_alive = time(pid.one(_AT)), pid.text(_IS_DEAD) == _NO or pid.is_null(_IS_DEAD)
    unclear = _unclear(pid, is_alive=is_alive)
    if unclear:
        number, detail = unclear
        pid.reading.note(Code.INVALID_VALUE, f"{pid.path}-{number}", detail)
        return None
    return partial(DeceasedRetracted) if is_alive else partial(PatientDeceased, at=None if at is None else at.iso)


def _unclear(pid: Segment, *, is_alive: bool) -> tuple[int, str] | None:
    """The field from which nobody knows whether the patient is dead, and why."""
    is_dead, has_date = pid.text(_IS_DEAD), pid.one(_AT) is not None
    if is_dead not in (None, _YES, _NO):
        return _IS_DEAD, "neither Y nor N (table 0136)"
    if is_alive and has_date:
        return _IS_DEAD, "not dead, and a date of death: nobody knows which is meant"
    if not (is_alive or is_dead or has_date):
        return _AT, "deleted, and PID-30 does not say whether the patient is dead: send Y, N or null there"
    return None
