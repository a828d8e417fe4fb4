"""Understands a patient's history as it may be read: of what was retracted, at any time, no version says anything (R10)."""

from collections.abc import Iterable
from datetime import datetime

from carebus.domain.critical_info.entry import EntryId
from carebus.domain.critical_info.events import (
    AboutEntry,
    AllergyObserved,
    CriticalInfoEvent,
    CriticalInfoExpired,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    NoneKnownStated,
)
from carebus.domain.provenance import told_at
from carebus.domain.record import Record


class Masked(Record, frozen=True):
    """A fact about an entry that was retracted: `fact` is the name of its record, `version` the one of the entry after it."""

    fact: str
    id: EntryId
    version: int
    at: datetime
    organisation: str


def masked(history: Iterable[CriticalInfoEvent]) -> tuple[CriticalInfoEvent | Masked, ...]:
    """The accepted facts of a patient, in the order of the log, as they may be read.

    The retraction itself is masked too: its reason may tell what was wrong. So must the original message of a masked fact be.
    """
    facts = tuple(history)
    retracted = {fact.id for fact in facts if isinstance(fact, CriticalInfoRetracted)}
    return tuple(_as_read(fact, retracted) for fact in facts)


def _as_read(fact: CriticalInfoEvent, retracted: set[EntryId]) -> CriticalInfoEvent | Masked:
    if isinstance(fact, NoneKnownStated) or fact.id not in retracted:
        return fact
    told = fact.provenance
    return Masked(type(fact).__name__, fact.id, _version(fact), told_at(told), told.organisation)


def _version(fact: AboutEntry) -> int:
    match fact:
        case CriticalInfoRegistered() | AllergyObserved():
            return 1
        case CriticalInfoExpired():
            return fact.base
        case _:
            return fact.base + 1
