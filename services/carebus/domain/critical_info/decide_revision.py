"""Understands whether an entry may be changed, refuted, retracted or told as expired (R10-R12)."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from carebus.domain.critical_info.about import same
from carebus.domain.critical_info.based import not_current
from carebus.domain.critical_info.content import unfit
from carebus.domain.critical_info.difference import differing
from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import (
    CriticalInfoEvent,
    CriticalInfoExpired,
    CriticalInfoRefuted,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    Revision,
)
from carebus.domain.critical_info.limits import Limits
from carebus.domain.critical_info.refusals import Ruled, refused
from carebus.domain.critical_info.roles import not_theirs
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.dates import end
from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.problems import Code, Problem


def decide_revision(
    picture: CriticalInformation, change: Revision, now: datetime, limits: Limits
) -> Decision[CriticalInfoEvent]:
    """It stands on the newest version of an entry that is there; what changes nothing is a duplicate."""
    entry = picture.entry(change.id)
    if entry is None:
        return _no(Code.UNKNOWN_ENTRY, change.id, "is no entry of this patient")
    if entry.content is None:
        return _no(Code.RETRACTED_ENTRY, change.id, "was retracted as registered in error")
    refusal = refused(
        (
            *not_current(entry, change),
            *_refuted(entry, change),
            *not_theirs(entry, change),
            *_unfit(entry, change, now, limits),
        )
    )
    if refusal:
        return refusal
    return Accepted(()) if _says_nothing_new(entry, change) else Accepted((change,))


def _no(code: Code, where: str, detail: str) -> Refused:
    return Refused("R10", (Problem(code, where, detail),))


def _refuted(entry: Entry, change: Revision) -> Iterator[Ruled]:
    if entry.verification is Verification.REFUTED and not isinstance(change, CriticalInfoRetracted):
        yield ("R10", Problem(Code.REFUTED_ENTRY, entry.id, "is refuted; if it is so after all, it is registered anew"))


def _unfit(entry: Entry, change: Revision, now: datetime, limits: Limits) -> Iterator[Ruled]:
    match change:
        case CriticalInfoUpdated():
            yield from _frozen(entry, change)
            yield from _not_by_update(change)
            yield from unfit(change.id, change.content, limits)
        case CriticalInfoExpired():
            yield from _not_due(entry, change, now)
        case CriticalInfoRefuted() | CriticalInfoRetracted():
            return
        case _:
            assert_never(change)


def _frozen(entry: Entry, change: CriticalInfoUpdated) -> Iterator[Ruled]:
    if change.kind != entry.kind:
        yield ("R10", Problem(Code.FROZEN_FIELD, entry.id, "kind: frozen"))
    if entry.content and not same(entry.content, change.content):
        yield (
            "R10",
            Problem(Code.FROZEN_FIELD, entry.id, "content.codes, or the words where there is no code: frozen"),
        )


def _not_by_update(change: CriticalInfoUpdated) -> Iterator[Ruled]:
    match change.verification:
        case Verification.ENTERED_IN_ERROR:
            yield ("R10", Problem(Code.NOT_BY_UPDATE, change.id, "verification: a retraction is an act of its own"))
        case Verification.REFUTED:
            yield ("R12", Problem(Code.NOT_BY_UPDATE, change.id, "verification: a refutation is an act of its own"))


def _not_due(entry: Entry, change: CriticalInfoExpired, now: datetime) -> Iterator[Ruled]:
    until = entry.content.valid_until if entry.content else None
    if until is None:
        yield ("R11", Problem(Code.NOT_DUE, entry.id, "has no end"))
    elif change.at > now or end(until) > change.at:
        yield ("R11", Problem(Code.NOT_DUE, entry.id, "its end is not reached"))


def _says_nothing_new(entry: Entry, change: Revision) -> bool:
    match change:
        case CriticalInfoUpdated():
            return not differing(entry, change.verification, change.content)
        case CriticalInfoExpired():
            return entry.expired is not None
        case _:
            return False
