"""Builders of entries, acts and stories in which only what matters is said: one patient, times by the hour."""

from datetime import UTC, datetime, timedelta

from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Person, Scope, Verification
from carebus.domain.critical_info.events import (
    AllergyObserved,
    CriticalInfoExpired,
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
)
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING, CriticalInformation, Entry
from carebus.domain.decision import Accepted, Refused
from carebus.domain.problems import Code
from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace

DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ATC = "2.16.578.1.12.4.1.1.7180"
HOLM = Person("Dr Holm", "LE", "1234567", "Fjordgata legekontor")
VIK = Person("Nurse Vik", "SP", "7654321", "Lynghei sykehjem")
_COUNT = iter(range(1, 1_000_000_000))


def at(hour: float) -> datetime:
    """An hour of the story."""
    return DAY + timedelta(hours=hour)


def provenance(when: datetime = DAY, role: str | None = "physician", source: str = "fjordgata", **rest) -> Provenance:
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
        "received": when,
        "format": "avro",
        "message_id": None,
        "original": Digest(f"bytes {number}"),
        "source_of_information": None,
        "sensitivity": (),
    }
    return Provenance(**(told | rest))


def coded(code: str, display: str | None = None, system: str = ATC) -> Coded:
    return Coded(Coding(system, code, display))


def content(code: str | None = "J01CE02", text: str | None = None, **told) -> Content:
    """What an entry about one code says."""
    told.setdefault("codes", (coded(code),) if code else ())
    return Content(text=text, **told)


PENICILLIN = content("J01CE02", "Penicillin V")
LATEX = content(None, "Latex")


class Story:
    """What happens to one patient: `and_then` must be accepted, `when` gives the decision and lets it count."""

    def __init__(self, now: datetime = DAY) -> None:
        self.views, self.facts, self.now = {}, [], now

    @property
    def picture(self) -> CriticalInformation:
        return self.views.get(ENTRIES) or NOTHING

    def entry(self, name: str) -> Entry | None:
        return self.picture.entry(name)

    def version(self, name: str) -> int:
        entry = self.entry(name)
        return entry.version if entry else 1

    def when(self, submission, now: datetime | None = None):
        known = {unit: self.views.get(unit) for unit in CRITICAL_INFO.units_of(submission)}
        decision = CRITICAL_INFO.decide(known, submission, now or self.now)
        if isinstance(decision, Accepted):
            for fact in decision.events:
                self.facts.append(fact)
                for unit in CRITICAL_INFO.units_changed_by(fact):
                    self.views[unit] = CRITICAL_INFO.evolve(unit, self.views.get(unit), fact)
        return decision

    def and_then(self, submission, now: datetime | None = None) -> "Story":
        decision = self.when(submission, now)
        assert isinstance(decision, Accepted), decision
        return self

    def later(self, when: datetime) -> "Story":
        self.now = when
        return self

    def _from(self, told):
        role, source = told.pop("role", "physician"), told.pop("source", "fjordgata")
        return provenance(self.now, role, source, **told.pop("envelope", {}))

    def registered(
        self, name="pen", told=PENICILLIN, kind=Kind.DRUG_REACTION, verification=Verification.CONFIRMED, **more
    ) -> CriticalInfoRegistered:
        return CriticalInfoRegistered(self._from(more), EntryId(name), kind, verification, told, **more)

    def updated(self, name="pen", base=None, **told) -> CriticalInfoUpdated:
        """An update that says what the entry says, but for what is named."""
        known = self.entry(name)
        kind = told.pop("kind", known.kind if known else Kind.DRUG_REACTION)
        verification = told.pop("verification", known.verification if known else Verification.CONFIRMED)
        frm, by = self._from(told), told.pop("by", None)
        said = told.pop("told", None) or replace((known and known.content) or PENICILLIN, **told)
        return CriticalInfoUpdated(frm, EntryId(name), base or self.version(name), kind, verification, said, by)

    def refuted(self, name="pen", base=None, **told) -> CriticalInfoRefuted:
        return CriticalInfoRefuted(self._from(told), EntryId(name), base or self.version(name), **told)

    def retracted(self, name="pen", base=None, **told) -> CriticalInfoRetracted:
        return CriticalInfoRetracted(self._from(told), EntryId(name), base or self.version(name), **told)

    def expired(self, name="pen", base=None, when=None, **told) -> CriticalInfoExpired:
        return CriticalInfoExpired(self._from(told), EntryId(name), base or self.version(name), when or self.now)

    def none_known(self, scope=Scope.ANY, when=None, by=HOLM, **told) -> NoneKnownStated:
        return NoneKnownStated(self._from(told), scope, when or self.now, by)

    def observed(self, name="al1", told=PENICILLIN, kind=Kind.DRUG_REACTION, **more) -> AllergyObserved:
        more.setdefault("role", "health-worker")
        more.setdefault("source", "hospital")
        return AllergyObserved(self._from(more), EntryId(name), kind, told, **more)


def refused(decision, rule: str) -> dict[str, set[Code]]:
    """The codes of a refusal by rule, entry by entry."""
    assert isinstance(decision, Refused), decision
    assert decision.rule == rule, decision
    found: dict[str, set[Code]] = {}
    for problem in decision.problems:
        found.setdefault(problem.where, set()).add(problem.code)
    return found


def details(decision) -> str:
    """The words of every problem of a refusal, or of every alarm."""
    problems = decision.alarms if isinstance(decision, Accepted) else decision.problems
    return "; ".join(problem.detail for problem in problems)


def accepted(decision) -> bool:
    return isinstance(decision, Accepted)


def is_duplicate(decision) -> bool:
    return isinstance(decision, Accepted) and not decision.events
