"""Builders of tellings and stories in which only what matters is said: invented patients by name, times by the hour."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from carebus.domain.decision import Accepted, Refused
from carebus.domain.identity.decide import decide
from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentifierAssigned,
    IdentifierReplaced,
    IdentifierRetracted,
    IdentityDisputed,
    PatientDeceased,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    VisitMoved,
)
from carebus.domain.identity.evolve import evolve
from carebus.domain.identity.units import person_of, units_changed_by, units_of
from carebus.domain.identity.view import Shared, alone
from carebus.domain.provenance import Digest, PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace

DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_COUNT = iter(range(1, 1_000_000_000))


def key(name: str) -> PatientKey:
    """The key of an invented patient, or of one of their numbers."""
    return PatientKey(sha256(name.encode()).hexdigest())


def provenance(role: str | None = "health-worker", source: str = "vidda-sykehus", **rest) -> Provenance:
    number = next(_COUNT)
    told = {
        "event_id": f"event {number}",
        "submission_id": SubmissionId(f"submission {number}"),
        "source": SourceId(source),
        "source_sequence": None,
        "organisation": source,
        "point_of_care": None,
        "author_role": role,
        "occurred": None,
        "recorded": None,
        "received": DAY + timedelta(seconds=number),
        "format": "avro",
        "message_id": None,
        "original": Digest(f"bytes {number}"),
        "source_of_information": None,
        "sensitivity": (),
    }
    return Provenance(**(told | rest))


def merged(losing, surviving, **who):
    return PatientsMerged(provenance(**who), key(losing), key(surviving))


def unmerged(losing, surviving, **who):
    return PatientsUnmerged(provenance(**who), key(losing), key(surviving))


def linked_with(one, other, **who):
    return PatientsLinked(provenance(**who), key(one), key(other))


def unlinked(one, other, **who):
    return PatientsUnlinked(provenance(**who), key(one), key(other))


def assigned(number, patient, **who):
    return IdentifierAssigned(provenance(**who), key(number), key(patient))


def replaced(old, new, **who):
    return IdentifierReplaced(provenance(**who), key(old), key(new))


def taken_back(number, patient, **who):
    return IdentifierRetracted(provenance(**who), key(number), key(patient))


def moved(visit, moved_from, moved_to, **who):
    return VisitMoved(provenance(**who), visit, key(moved_from), key(moved_to))


def died(name, at=None, **who):
    return PatientDeceased(provenance(**who), key(name), at)


def lives(name, **who):
    return DeceasedRetracted(provenance(**who), key(name))


def protected(name, level, **who):
    return AddressProtectionChanged(provenance(**who), key(name), level)


def disputed(name, other, report="report 7", role="watch"):
    return IdentityDisputed(provenance(role), key(name), key(other), Shared.REPORT_ID, key(report))


def settled(name, other, report="report 7", **who):
    return DisputeSettled(provenance(**who), key(name), key(other), key(report))


class Story:
    """What the one writer has decided, and what stands: as the projector does it, one submission at a time."""

    def __init__(self):
        self.views, self.facts = {}, []

    def when(self, submission):
        """Decide, and let what follows stand."""
        seen = {unit: self.views.get(unit) for unit in units_of(submission)}
        decision = decide(seen, submission, DAY)
        if isinstance(decision, Accepted):
            for fact in decision.events:
                self.facts.append(fact)
                for unit in units_changed_by(fact):
                    self.views[unit] = evolve(unit, self.views.get(unit), fact)
        return decision

    def given(self, *submissions):
        """Decide each; all must stand."""
        for submission in submissions:
            decision = self.when(submission)
            assert isinstance(decision, Accepted), decision
            assert decision.events, "a duplicate is no beginning of a story"
        return self

    def of(self, name):
        """The picture of a key."""
        return self.views.get(person_of(key(name))) or alone(key(name))

    def keys(self, name):
        return set(self.of(name).keys)

    def heads(self, name):
        return set(self.of(name).heads)

    def content(self):
        """What is told of every person, however it came about: without revisions, and without keys of which nothing is known."""
        told = {unit: replace(view, revision=0) for unit, view in self.views.items()}
        return {unit: view for unit, view in told.items() if view != alone(view.key)}


def given(*submissions) -> Story:
    return Story().given(*submissions)


def keys(*names):
    return {key(name) for name in names}


def stands(decision) -> bool:
    return isinstance(decision, Accepted) and len(decision.events) == 1


def is_duplicate(decision) -> bool:
    return decision == Accepted(())


def refused_by(decision) -> tuple[str, str, str]:
    """The rule, the field, and what is said of it."""
    assert isinstance(decision, Refused), decision
    (problem,) = decision.problems
    return decision.rule, problem.where, problem.detail.partition(" (")[0]
