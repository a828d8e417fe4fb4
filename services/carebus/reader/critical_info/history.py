"""Understands critical information as the facts tell it, up to now or to a moment; what is retracted now is in no version (R10)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import takewhile

from carebus.domain.critical_info.entry import EntryId, Verification
from carebus.domain.critical_info.events import CriticalInfoEvent
from carebus.domain.critical_info.evolve import evolve
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING, CriticalInformation, Entry
from carebus.domain.record import replace
from carebus.reader import facts

Fact = facts.Fact[CriticalInfoEvent]
"""A fact of the area, and when it was decided."""


def after(told: CriticalInformation, event: CriticalInfoEvent) -> CriticalInformation:
    """What is known after one more fact."""
    return evolve(ENTRIES, told, event) or told


def fold(facts: Iterable[Fact]) -> CriticalInformation:
    """What the facts lead to."""
    told = NOTHING
    for fact in facts:
        told = after(told, fact.event)
    return told


def as_of(facts: Iterable[Fact], moment: datetime, *now: CriticalInformation) -> CriticalInformation:
    """What was known at a moment, before the first fact that was decided later. What any picture of `now` has as retracted is so then too."""
    then = fold(takewhile(lambda fact: fact.decided <= moment, facts))
    gone = {entry.id: entry for picture in now for entry in retracted(picture)}
    return replace(then, entries=tuple(unlike(gone.get(entry.id, entry), gone.keys()) for entry in then.entries))


def retracted(told: CriticalInformation) -> tuple[Entry, ...]:
    """What was registered in error: of each, that it was."""
    return tuple(entry for entry in told.entries if entry.verification is Verification.ENTERED_IN_ERROR)


def unlike(entry: Entry, gone: AbstractSet[EntryId]) -> Entry:
    """The entry as if it resembled nothing that is gone: that would tell what it was about."""
    if gone.isdisjoint(entry.resembles):
        return entry
    return replace(entry, resembles=tuple(each for each in entry.resembles if each not in gone))
