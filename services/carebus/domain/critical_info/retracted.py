"""Understands what is left of an entry that was registered in error: that it was, when and by whom, and nothing of what it said (R10)."""

from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.events import CriticalInfoRetracted
from carebus.domain.critical_info.moving import act, with_entry
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.record import replace


def without_content(picture: CriticalInformation, entry: Entry, event: CriticalInfoRetracted) -> CriticalInformation:
    """The picture with the entry masked; others that resemble it name it no more, for they would tell what it was about."""
    masked = with_entry(picture, skeleton(entry, event))
    return replace(masked, entries=tuple(_unlike(each, entry) for each in masked.entries))


def skeleton(entry: Entry, event: CriticalInfoRetracted) -> Entry:
    """The entry without what it said. Not even the names of what changed, nor why it was retracted, are here: they are in the log."""
    deed = act(event.provenance)
    return Entry(
        id=entry.id,
        version=entry.version + 1,
        kind=entry.kind,
        verification=Verification.ENTERED_IN_ERROR,
        recorder=entry.recorder,
        updated=deed.at,
        act=deed,
        updater=event.by,
    )


def _unlike(entry: Entry, gone: Entry) -> Entry:
    if gone.id not in entry.resembles:
        return entry
    return replace(entry, resembles=tuple(each for each in entry.resembles if each != gone.id))
