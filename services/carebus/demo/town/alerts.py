"""Understands the acts of critical information: something is stated, told more precisely, refuted, withdrawn, or said to be unknown."""

from datetime import timedelta
from typing import Any

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Form, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.medicines import ATC, VOLVEN
from carebus.domain.coding import Coding
from carebus.domain.critical_info import entry as critical
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Scope, Severity, Verification
from carebus.domain.critical_info.events import (
    AllergyObserved,
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
)
from carebus.domain.critical_info.view import Entry
from carebus.domain.medication.roles import Role
from carebus.domain.record import replace

LASTS = timedelta(seconds=3)
"""How long an infection of the town lasts: its end comes while the town is played, and the clock announces it."""

_STATED = (
    (critical.Kind.DRUG_REACTION, Coding(ATC, "J01C", "Penicillins")),
    (critical.Kind.DRUG_REACTION, Coding(ATC, "M01A", "Anti-inflammatory agents")),
    (critical.Kind.DRUG_REACTION, Coding(ATC, "C09A", "ACE inhibitors")),
    (critical.Kind.DRUG_REACTION, Coding(ATC, "N02AX02", "Tramadol")),
    (critical.Kind.OTHER_ALLERGEN, Coding(None, None, "Latex")),
    (critical.Kind.OTHER_ALLERGEN, Coding(None, None, "Wasp venom")),
    (critical.Kind.ONGOING_TREATMENT, Coding(None, None, "Dialysis, Mondays and Thursdays")),
    (critical.Kind.ONGOING_TREATMENT, Coding(None, None, "Chemotherapy")),
    (critical.Kind.IMPLANT, Coding(None, None, "Pacemaker")),
    (critical.Kind.IMPLANT, Coding(None, None, "Metal clip, no MRI")),
)
_OBSERVED = tuple((kind, what) for kind, what in _STATED if what.code)
_INFECTION = Coding(VOLVEN + "7110", "A08.1", "Norovirus")
_OTHER = Coding(ATC, "V03AB", "Antidotes")
_NOTES = ("Told by the patient.", "Rash after three days.", "Seen again at a control.", "Swelling of the face.")
_SENDERS = (Form.FHIR, Form.FHIR, Form.JSON)


def state(sight: Sight) -> Draft:
    """Something is stated for the first time; some of it is sure and severe, and nobody doubts it."""
    kind, what = sight.of.choice(_STATED)
    is_sure = sight.of.random() < 0.4
    content = _content(what, Severity.HIGH if is_sure else None, sight.of.choice(_NOTES))
    how_sure = Verification.CONFIRMED if is_sure else Verification.UNCONFIRMED
    return _registered(sight, Kind.ALERT, kind, how_sure, content)


def state_ending(sight: Sight) -> Draft:
    """An infection that is over at a moment that is known: nobody says so when it comes (R11)."""
    until = (sight.now + LASTS).isoformat(timespec="seconds")
    content = replace(_content(_INFECTION, None, "Isolate until then."), valid_until=until)
    return _registered(sight, Kind.ENDING, critical.Kind.INFECTION, Verification.CONFIRMED, content)


def observe(sight: Sight) -> Draft:
    """Another system has an allergy, and sends an AllergyIntolerance, mostly; a patient's sends carebus-json-1 (R26)."""
    kind, what = sight.of.choice(_OBSERVED)
    form = Form.JSON if sight.writer.role is Role.PATIENT else sight.of.choice(_SENDERS)
    name = EntryId(new_id(sight.of))
    fields = {"id": name, "kind": kind, "content": _content(what, None, None)}
    return Draft(Kind.OBSERVED, AllergyObserved, fields, form=form, entry=name if form is Form.JSON else None)


def revise(sight: Sight) -> Draft | None:
    """It is told anew, the whole of it, on the version that was read (R10)."""
    found = sight.any_of(sight.chart.entries)
    return found and _updated(sight, Kind.REVISE, found, _retold(sight, found))


def refute(sight: Sight) -> Draft | None:
    """It was examined, and is not so (R12)."""
    found = sight.any_of(_doubted(sight))
    return found and _ended(sight, Kind.REFUTE, CriticalInfoRefuted, found, "tested, and tolerated")


def withdraw(sight: Sight) -> Draft | None:
    """It was registered in error: every version of it is masked (R10)."""
    found = sight.any_of(_doubted(sight))
    return found and _ended(sight, Kind.WITHDRAW, CriticalInfoRetracted, found, "another patient")


def none_known(sight: Sight) -> Draft | None:
    """A person says that no allergy is known, where none is read (R26)."""
    return None if sight.chart.has_allergies else _none_known(sight, Kind.NONE_KNOWN, sight.of.choice(tuple(Scope)))


def none_beside(sight: Sight) -> Draft | None:
    """The same beside an allergy that nobody doubts."""
    sure = [each for each in sight.chart.entries if is_sure(each) and each.kind in _ALLERGIES]
    return _none_known(sight, Kind.NONE_BESIDE, Scope.ANY) if sure else None


def old_entry(sight: Sight) -> Draft | None:
    """An update of the version before the one that is read."""
    found = sight.any_of([each for each in sight.chart.entries if each.version > 1])
    if found is None:
        return None
    made = _updated(sight, Kind.OLD_ENTRY, found, _retold(sight, found))
    return replace(made, fields=made.fields | {"base": found.version - 1})


def other_code(sight: Sight) -> Draft | None:
    """An update that is about something else (R10)."""
    found = sight.any_of(sight.chart.entries)
    if found is None:
        return None
    return _updated(sight, Kind.OTHER_CODE, found, replace(_retold(sight, found), codes=(Coded(_OTHER),)))


def by_patient(sight: Sight) -> Draft:
    """The patient registers what they may only tell of (R25)."""
    return replace(state(sight), kind=Kind.BY_PATIENT)


def is_sure(entry: Entry) -> bool:
    """Whether nobody in the town doubts it."""
    said = entry.content or Content()
    return (entry.verification, said.severity) == (Verification.CONFIRMED, Severity.HIGH)


_ALLERGIES = frozenset({critical.Kind.DRUG_REACTION, critical.Kind.OTHER_ALLERGEN})


def _doubted(sight: Sight) -> list[Entry]:
    return [each for each in sight.chart.entries if not is_sure(each)]


def _content(what: Coding, severity: Severity | None, note: str | None) -> Content:
    codes = (Coded(what, user_selected=True),) if what.code else ()
    return Content(codes, what.display, severity, note=note)


def _registered(sight: Sight, kind: Kind, sort: critical.Kind, how_sure: Verification, content: Content) -> Draft:
    name = EntryId(new_id(sight.of))
    fields = {"id": name, "kind": sort, "verification": how_sure, "content": content, "by": _by(sight)}
    return Draft(kind, CriticalInfoRegistered, fields, entry=name)


def _retold(sight: Sight, found: Entry) -> Content:
    """What it says, with another note."""
    said = found.content or Content()
    return replace(said, note=sight.of.choice([note for note in _NOTES if note != said.note]))


def _updated(sight: Sight, kind: Kind, found: Entry, content: Content) -> Draft:
    how_sure = found.verification if is_sure(found) else Verification.PRESUMED
    told: dict[str, Any] = {"kind": found.kind, "verification": how_sure, "content": content}
    fields = {"id": found.id, "base": found.version, "by": _by(sight)} | told
    return Draft(kind, CriticalInfoUpdated, fields, entry=found.id)


def _ended(sight: Sight, kind: Kind, record: type, found: Entry, reason: str) -> Draft:
    fields = {"id": found.id, "base": found.version, "reason": reason, "by": _by(sight)}
    return Draft(kind, record, fields, entry=found.id)


def _none_known(sight: Sight, kind: Kind, scope: Scope) -> Draft:
    fields = {"scope": scope, "happened": sight.now, "by": _by(sight)}
    return Draft(kind, NoneKnownStated, fields)


def _by(sight: Sight) -> critical.Person:
    told = sight.by
    return (
        critical.Person(told.name, told.role, told.hpr, told.organisation)
        if told
        else critical.Person(sight.writer.name)
    )
