"""Understands the acts of identity: a number takes the place of another, two records are one person's, or were not after all (R23)."""

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Form, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.names import Name
from carebus.demo.town.writers import HOSPITAL, WRITERS
from carebus.domain.identity.events import (
    IdentifierAssigned,
    IdentifierReplaced,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    VisitMoved,
)


def replaced(sight: Sight) -> Draft:
    """A patient who came with a D-number gets a national one (A47)."""
    return _told(sight, Kind.REPLACED, IdentifierReplaced, old=sight.names.d_number, new=sight.names.national)


def assigned(sight: Sight) -> Draft:
    """Who came without a name was given a help number, and is known now; HL7 v2 has no event for that."""
    draft = _told(sight, Kind.ASSIGNED, IdentifierAssigned, key=sight.names.help, to=sight.names.national)
    return _in(Form.JSON, draft)


def merged(sight: Sight) -> Draft:
    """Two records of the hospital are one patient's, or a record is known to be theirs (A40)."""
    losing, surviving = sight.of.choice(_records(sight))
    return _told(sight, Kind.MERGED, PatientsMerged, losing=losing, surviving=surviving)


def linked(sight: Sight) -> Draft:
    """A record that was made at the door is linked, and neither gives way (A24)."""
    return _told(sight, Kind.LINKED, PatientsLinked, one=sight.names.national, other=sight.names.door)


def unlinked(sight: Sight) -> Draft | None:
    """And was not theirs (A37)."""
    if not _is_tied(sight, sight.names.door, sight.names.national):
        return None
    return _told(sight, Kind.UNLINKED, PatientsUnlinked, one=sight.names.national, other=sight.names.door)


def merged_wrongly(sight: Sight) -> Draft:
    """Another patient is taken for this one: all that the two are is mixed until somebody sees it."""
    return _told(
        sight, Kind.MERGED_WRONGLY, PatientsMerged, losing=sight.others.national, surviving=sight.names.national
    )


def unmerged(sight: Sight) -> Draft | None:
    """Somebody sees it; HL7 v2 has no event for that."""
    losing, surviving = sight.others.national, sight.names.national
    if not _is_merged(sight, losing, surviving):
        return None
    return _in(Form.JSON, _told(sight, Kind.UNMERGED, PatientsUnmerged, losing=losing, surviving=surviving))


def moved(sight: Sight) -> Draft:
    """A visit was written down on another patient (A45); they stay strangers."""
    names = {"moved_from": sight.others.national, "moved_to": sight.names.national}
    return _told(sight, Kind.MOVED, VisitMoved, f"visit-{new_id(sight.of)}", **names)


def ring(sight: Sight) -> Draft | None:
    """A merge of what another one has merged already, the other way round."""
    found = sight.any_of([pair for pair in _records(sight) if _is_merged(sight, *pair)])
    return found and _told(sight, Kind.RING, PatientsMerged, losing=found[1], surviving=found[0])


def with_self(sight: Sight) -> Draft:
    """A record merged with itself."""
    return _told(sight, Kind.WITH_SELF, PatientsMerged, losing=sight.names.national, surviving=sight.names.national)


def never_merged(sight: Sight) -> Draft:
    """A merge is taken back that nobody made: in the town no help number is ever merged."""
    names = {"losing": sight.names.help, "surviving": sight.others.national}
    return _in(Form.JSON, _told(sight, Kind.NEVER_MERGED, PatientsUnmerged, **names))


def _records(sight: Sight) -> tuple[tuple[Name, Name], ...]:
    """Which record gives way to which."""
    return ((sight.names.record, sight.names.national), (sight.names.old_record, sight.names.record))


def _told(sight: Sight, kind: Kind, record: type, visit: str | None = None, /, **whom: Name) -> Draft:
    """The hospital's system sends HL7 v2, mostly; the offices send carebus-json-1."""
    is_hospital = sight.writer in (WRITERS[each] for each in HOSPITAL)
    form = Form.HL7 if is_hospital and sight.of.random() < 0.7 else Form.JSON
    return Draft(kind, record, {} if visit is None else {"visit": visit}, form=form, whom=whom)


def _in(form: Form, draft: Draft) -> Draft:
    return Draft(draft.kind, draft.record, draft.fields, form=form, whom=draft.whom)


def _is_merged(sight: Sight, losing: Name, surviving: Name) -> bool:
    return any(
        (each.tie.value, each.key, each.to) == ("merged", losing.key, surviving.key) for each in sight.chart.links
    )


def _is_tied(sight: Sight, one: Name, other: Name) -> bool:
    return any({each.key, each.to} == {one.key, other.key} for each in sight.chart.links)
