"""Understands what ties two patients' numbers together in an ADT message, or parts them (A18, A24, A34, A37, A40, A47), and visits that move (A45).

Source: R23; HL7 v2.8 chapter 3, sections 3.3.24, 3.3.37, 3.3.40, 3.3.45 and 3.3.47. Of a merge or a change PID names who prevails and MRG who
gives way; of a link both are a PID. A45 moves a visit and is no merge.

The older A18 and A34 are merges too (v2.3.1 chapter 3, sections 3.2.18 and 3.2.34: "the PID segment contains the surviving patient ID information, the
MRG segment contains the non-surviving information"). An A34 that only changed a number reads the same, and means the same here: the old one gives
way. An A18 that says of no patient number that it gives way (MRG-1), but of an account or a visit, is held.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from carebus.domain.identity.events import (
    IdentifierReplaced,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    VisitMoved,
)
from carebus.domain.problems import Code
from carebus.formats.hl7v2 import identifiers
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.events import event, occurred
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.patients import patient, subject
from carebus.formats.told import IDENTITY, Subject

_NUMBERS, _PRIOR_NUMBERS = 3, 1


@dataclass(frozen=True, slots=True)
class Pair:
    """The two patients of an act, and what else it says; None where a problem keeps it from being known."""

    first: Subject | None
    second: Subject | None
    said: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a trigger becomes: its record, what that calls the two patients of a pair, and where the pairs stand in a message."""

    record: type
    first: str
    second: str
    pairs: Callable[[Segments], Iterator[Pair]]


def ties(message: Segments, name: str) -> Iterator[Act]:
    """Each act that the trigger `name` tells; what is wrong with one is noted when it is asked for."""
    trigger = TRIGGERS[name]
    for pair in trigger.pairs(message):
        evn = event(message, name)
        told = {trigger.first: pair.first, trigger.second: pair.second}
        named = tuple((each, whom) for each, whom in told.items() if whom is not None)
        yield Act(_submission(trigger, pair), occurred(evn), IDENTITY, named)


def _submission(trigger: Trigger, pair: Pair) -> partial[Any] | None:
    is_known = pair.first is not None and pair.second is not None and None not in pair.said.values()
    return partial(trigger.record, **pair.said) if is_known else None


def _merged(message: Segments) -> Iterator[Pair]:
    """Each PID with its MRG; A40 may merge several."""
    groups = message.groups("PID")
    if not groups:
        message.reading.note(Code.MISSING_PATIENT, "PID", "there is no PID")
        yield Pair(None, None)
    for group in groups:
        mrg, pid = group.needed("MRG"), group.all("PID")[0]
        yield Pair(None if mrg is None else patient(mrg, _PRIOR_NUMBERS), patient(pid, _NUMBERS))


def _linked(message: Segments) -> Iterator[Pair]:
    pids = message.all("PID")
    if len(pids) < 2:
        message.reading.note(Code.MISSING_PATIENT, "PID", "a link is between two patients: there are not two PID")
    elif len(pids) > 2:
        message.reading.note(
            Code.UNEXPECTED_ELEMENT, pids[2].path, "a link is between two patients, and there are more"
        )
    one, other = (*(patient(pid, _NUMBERS) for pid in pids[:2]), None, None)[:2]
    yield Pair(one, other)


def _moved(message: Segments) -> Iterator[Pair]:
    """Each MRG with its PV1: several visits may move to the patient of the one PID."""
    groups = message.groups("MRG")
    if not groups:
        message.reading.note(Code.MISSING_ELEMENT, "MRG", "nothing says from whom the visit was moved: there is no MRG")
        yield Pair(None, subject(message))
    for group in groups:
        mrg, pv1 = group.all("MRG")[0], group.one("PV1")
        yield Pair(patient(mrg, _PRIOR_NUMBERS), subject(message), {"visit": identifiers.moved(mrg, pv1)})


TRIGGERS = {
    "A18": Trigger(PatientsMerged, "losing", "surviving", _merged),
    "A24": Trigger(PatientsLinked, "one", "other", _linked),
    "A34": Trigger(PatientsMerged, "losing", "surviving", _merged),
    "A37": Trigger(PatientsUnlinked, "one", "other", _linked),
    "A40": Trigger(PatientsMerged, "losing", "surviving", _merged),
    "A45": Trigger(VisitMoved, "moved_from", "moved_to", _moved),
    "A47": Trigger(IdentifierReplaced, "old", "new", _merged),
}
