"""Understands which pictures a submission is decided by, and which ones a fact changes.

A unit begins with the key that it is about: `<patient key>/person`, `<patient key>/visit/<source>/<visit>`,
`<patient key>/dispute/<name>/<other key>`. What is not fit to be decided names no unit: it could be a patient's number.
"""

from carebus.domain.identity.content import unfit
from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentityDisputed,
    IdentityEvent,
    PatientDeceased,
    VisitMoved,
)
from carebus.domain.identity.person import ends
from carebus.domain.identity.tying import pair
from carebus.domain.provenance import PatientKey, SourceId

NOBODY = "nobody"
"""The unit of a submission that is not fit to be decided; it never has a picture."""


def person_of(key: PatientKey) -> str:
    """The unit of a key and its person."""
    return f"{key}/person"


def visit_of(key: PatientKey, source: SourceId, visit: str) -> str:
    """The unit of a visit that was moved, under one of its two patients; a visit's id is its source's own."""
    return f"{key}/visit/{source}/{visit}"


def dispute_of(key: PatientKey, name: str, other: PatientKey) -> str:
    """The unit of a dispute, under one of its two patients."""
    return f"{key}/dispute/{name}/{other}"


def key_of(unit: str) -> PatientKey:
    """The patient key that a unit is about."""
    return PatientKey(unit.partition("/")[0])


def units_of(submission: IdentityEvent) -> tuple[str, ...]:
    """The units that `decide` looks at: those of the keys that are named, for each has its whole person."""
    return (NOBODY,) if any(unfit(submission)) else _named(submission)


def units_changed_by(event: IdentityEvent) -> tuple[str, ...]:
    """The units whose picture a fact changes: of a fact about links those of every key of the two persons."""
    match event:
        case PatientDeceased() | DeceasedRetracted() | AddressProtectionChanged() | VisitMoved():
            return _named(event)
        case IdentityDisputed() | DisputeSettled():
            return _named(event)
        case _:
            named = _named(event)
            return (*named, *sorted({person_of(key) for key in ends(event.before)}.difference(named)))


def _named(submission: IdentityEvent) -> tuple[str, ...]:
    match submission:
        case PatientDeceased() | DeceasedRetracted() | AddressProtectionChanged():
            return (person_of(submission.key),)
        case VisitMoved():
            both, source = (submission.moved_from, submission.moved_to), submission.provenance.source
            return tuple(visit_of(key, source, submission.visit) for key in both)
        case IdentityDisputed() | DisputeSettled():
            one, other, name = submission.key, submission.other, submission.name
            return dispute_of(one, name, other), dispute_of(other, name, one)
        case _:
            return tuple(person_of(key) for key in pair(submission).values())
