"""Understands how one fact changes the picture of a patient's critical information."""

from typing import assert_never

from carebus.domain.critical_info.about import resembling
from carebus.domain.critical_info.difference import VERIFICATION, differing
from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import (
    Addition,
    AllergyObserved,
    CriticalInfoEvent,
    CriticalInfoExpired,
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
    Revision,
)
from carebus.domain.critical_info.evolve_none_known import after_allergy, after_statement
from carebus.domain.critical_info.moving import act, moved, recorder, with_entry
from carebus.domain.critical_info.retracted import without_content
from carebus.domain.critical_info.view import NOTHING, CriticalInformation, Entry
from carebus.domain.record import replace


def evolve(unit: str, view: CriticalInformation | None, event: CriticalInfoEvent) -> CriticalInformation | None:  # noqa: ARG001 - there is one unit
    """The picture after a fact; the same object where the fact is about an entry that is not there, or adds nothing."""
    picture = NOTHING if view is None else view
    after = _after(picture, event)
    return view if after is picture else after


def _after(picture: CriticalInformation, event: CriticalInfoEvent) -> CriticalInformation:
    match event:
        case CriticalInfoRegistered() | AllergyObserved():
            return _added(picture, event)
        case NoneKnownStated():
            return after_statement(picture, event)
        case _:
            return _revised(picture, event)


def _added(picture: CriticalInformation, event: Addition) -> CriticalInformation:
    if picture.entry(event.id):
        return picture
    entry = _entry(picture, event)
    return replace(
        picture,
        revision=picture.revision + 1,
        entries=(*picture.entries, entry),
        none_known=after_allergy(picture.none_known, entry),
    )


def _entry(picture: CriticalInformation, event: Addition) -> Entry:
    deed = act(event.provenance)
    return Entry(
        id=event.id,
        version=1,
        kind=event.kind,
        verification=Verification.UNCONFIRMED if isinstance(event, AllergyObserved) else event.verification,
        recorder=recorder(event.provenance, event.by),
        updated=deed.at,
        act=deed,
        updater=event.by,
        content=event.content,
        resembles=resembling(picture.entries, event.kind, event.content),
    )


def _revised(picture: CriticalInformation, event: Revision) -> CriticalInformation:
    entry = picture.entry(event.id)
    if entry is None or entry.content is None:
        return picture
    match event:
        case CriticalInfoUpdated():
            return with_entry(picture, _updated(entry, event))
        case CriticalInfoRefuted():
            return with_entry(picture, _refuted(entry, event))
        case CriticalInfoRetracted():
            return without_content(picture, entry, event)
        case CriticalInfoExpired():
            return with_entry(picture, replace(entry, expired=event.at))
        case _:
            assert_never(event)


def _updated(entry: Entry, event: CriticalInfoUpdated) -> Entry:
    names = differing(entry, event.verification, event.content)
    said = {"verification": event.verification, "content": event.content}
    return moved(entry, event, names, event.by, expired=None, **said)


def _refuted(entry: Entry, event: CriticalInfoRefuted) -> Entry:
    said = {"verification": Verification.REFUTED, "reason": event.reason}
    return moved(entry, event, (VERIFICATION, "reason"), event.by, **said)
