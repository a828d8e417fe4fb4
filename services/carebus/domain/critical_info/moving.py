"""Understands how an entry moves: one version more at each change of it, remembered by the names of its fields (R10)."""

from typing import Any

from carebus.domain.critical_info.entry import Person
from carebus.domain.critical_info.events import Revision
from carebus.domain.critical_info.limits import STEPS
from carebus.domain.critical_info.roles import role_of
from carebus.domain.critical_info.view import Act, CriticalInformation, Entry, Recorder, Step
from carebus.domain.provenance import Provenance, told_at
from carebus.domain.record import replace


def act(provenance: Provenance) -> Act:
    """What an entry keeps of where its newest change came from."""
    return Act(
        provenance.source,
        provenance.submission_id,
        provenance.original,
        provenance.message_id,
        provenance.organisation,
        role_of(provenance).value,
        told_at(provenance),
        provenance.received,
    )


def recorder(provenance: Provenance, by: Person | None) -> Recorder:
    """Who states an entry first."""
    return Recorder(provenance.source, provenance.organisation, role_of(provenance).value, told_at(provenance), by)


def moved(entry: Entry, change: Revision, fields: tuple[str, ...], by: Person | None, **more: Any) -> Entry:
    """The entry with something else in it: a version more. Who recorded it stays (R11)."""
    deed = act(change.provenance)
    step = Step(entry.version + 1, deed.source, deed.submission_id, deed.at, fields)
    changes: dict[str, Any] = {
        "version": entry.version + 1,
        "updated": deed.at,
        "act": deed,
        "updater": by,
        "steps": (*entry.steps[-(STEPS - 1) :], step),
    }
    return replace(entry, **(changes | more))


def with_entry(picture: CriticalInformation, entry: Entry) -> CriticalInformation:
    """The picture with one entry as it is now: a revision more."""
    entries = tuple(entry if each.id == entry.id else each for each in picture.entries)
    return replace(picture, revision=picture.revision + 1, entries=entries)
