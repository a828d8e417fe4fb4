"""Builders of treatments, acts and stories in which only what matters is said: one patient, times by the hour."""

from datetime import UTC, datetime, timedelta

from carebus.domain.coding import Coding
from carebus.domain.decision import Accepted, Refused
from carebus.domain.medication.beside import Dispensing, Prescription
from carebus.domain.medication.decide import decide
from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    ChangeProposed,
    DiscrepancyReported,
    Dispensed,
    ListObserved,
    PrescriptionIssued,
    PrescriptionRecalled,
)
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause, Person, Treatment
from carebus.domain.medication.units import LIST, ceased, units_changed_by, units_of
from carebus.domain.medication.view import NOTHING, CeasedTreatment, MedicationList
from carebus.domain.medication.waiting import Discrepancy, Proposal, Wish
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListReconciled,
    ListSubmitted,
    Retraction,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
)
from carebus.domain.problems import Code
from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId

DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
VOLVEN = "2.16.578.1.12.4.1.1."
HOLM = Person("Dr Holm", "LE", "1234567", "Fjordgata legekontor")
_COUNT = iter(range(1, 1_000_000_000))


def at(hour: float) -> datetime:
    """An hour of the story."""
    return DAY + timedelta(hours=hour)


def days(number: float) -> datetime:
    """A day of the story."""
    return DAY + timedelta(days=number)


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


def treatment(name: str, dose: str = "1 morning", **told) -> Treatment:
    """A row whose id and medicine are `name`."""
    told.setdefault("id", name.lower())
    told.setdefault("medicine", Medicine(name))
    told.setdefault("dosage", Dosage(dose))
    return Treatment(**told)


METOPROLOL = treatment("Metoprolol", "50 mg morning")
WARFARIN = treatment("Warfarin", "as agreed")
METHOTREXATE = treatment("Methotrexate", "15 mg Monday", pause=Pause("2026-03-01", reason="infection"))


class Story:
    """What happens to one patient: `and_then` must be accepted, `when` gives the decision and lets it count."""

    def __init__(self, *rows: Treatment, now: datetime = DAY) -> None:
        self.views, self.facts, self.now = {}, [], now
        if rows:
            self.and_then(self.whole(*rows, create=True))

    @property
    def listed(self) -> MedicationList:
        view = self.views.get(LIST)
        return NOTHING if view is None else view

    @property
    def version(self) -> int:
        return self.listed.version

    def row(self, told: Treatment | str):
        wanted = told if isinstance(told, str) else told.id
        return next((row for row in self.listed.rows if row.treatment.id == wanted), None)

    def left(self, told: Treatment | str) -> CeasedTreatment | None:
        return self.views.get(ceased(told if isinstance(told, str) else told.id))

    def names(self) -> list[str]:
        return [row.treatment.medicine.name for row in self.listed.rows]

    def when(self, submission, now: datetime | None = None):
        known = {unit: self.views.get(unit) for unit in units_of(submission)}
        decision = decide(known, submission, now or self.now)
        if isinstance(decision, Accepted):
            for fact in decision.events:
                self.facts.append(fact)
                for unit in units_changed_by(fact):
                    self.views[unit] = evolve(unit, self.views.get(unit), fact)
        return decision

    def and_then(self, submission, now: datetime | None = None) -> "Story":
        decision = self.when(submission, now)
        assert isinstance(decision, Accepted), decision
        return self

    def later(self, when: datetime) -> "Story":
        self.now = when
        return self

    def _write(self, told):
        base, role = told.pop("base", self.version), told.pop("role", "physician")
        source, submission = told.pop("source", "fjordgata"), told.pop("submission", None)
        read_at = told.pop("read_at", self.now)
        rest = {"submission_id": SubmissionId(submission)} if submission else {}
        return provenance(self.now, role, source, **rest), base, read_at

    def whole(self, *rows: Treatment, stopped=(), retracted=(), **told) -> ListSubmitted:
        """A whole list; `stopped` are treatments that it ceases today."""
        ceases = told.pop("ceased", tuple(Cease(each, Ending(today(self.now))) for each in stopped))
        back = tuple(Retraction(each.id) for each in retracted)
        return ListSubmitted(*self._write(told), rows, ceases, back, **told)

    def added(self, row: Treatment, **told) -> TreatmentAdded:
        return TreatmentAdded(*self._write(told), row, **told)

    def changed(self, row: Treatment, **told) -> TreatmentChanged:
        return TreatmentChanged(*self._write(told), row, **told)

    def paused(self, row: Treatment, since="2026-03-02", until=None, **told) -> TreatmentPaused:
        return TreatmentPaused(*self._write(told), row.id, Pause(since, until), **told)

    def resumed(self, row: Treatment, **told) -> TreatmentResumed:
        return TreatmentResumed(*self._write(told), row.id, **told)

    def stopped(self, row: Treatment, effective: str | None = None, **told) -> TreatmentCeased:
        return TreatmentCeased(*self._write(told), row.id, Ending(effective or today(self.now)), **told)

    def reversed(self, row: Treatment, **told) -> CeaseReversed:
        return CeaseReversed(*self._write(told), row.id, **told)

    def retracted(self, row: Treatment, **told) -> TreatmentRetracted:
        return TreatmentRetracted(*self._write(told), row.id, **told)

    def reconciled(self, **told) -> ListReconciled:
        return ListReconciled(*self._write(told), **told)

    def prescribed(self, id_: str, row: Treatment | None = None, made_in=None, role="physician", **told):
        told.setdefault("medicine", Medicine(id_))
        prescription = Prescription(id_, treatment=row and row.id, **told)
        return PrescriptionIssued(provenance(self.now, role), prescription, made_in)

    def recalled(self, id_: str, **told) -> PrescriptionRecalled:
        return PrescriptionRecalled(provenance(self.now), id_, **told)

    def dispensed(self, id_: str, prescription: str | None = None, role="pharmacist", when=None) -> Dispensed:
        return Dispensed(provenance(self.now, role), Dispensing(id_, when or self.now, prescription=prescription))

    def proposed(self, id_: str, role="nurse", made=None, **told) -> ChangeProposed:
        told.setdefault("wish", Wish.CHANGE)
        return ChangeProposed(provenance(self.now, role, "home care"), Proposal(id_, made=made or self.now, **told))

    def reported(self, id_: str, role="patient", **told) -> DiscrepancyReported:
        return DiscrepancyReported(provenance(self.now, role, "home care"), Discrepancy(id_, self.now, **told))

    def admitted(self, encounter="stay", when=None, **told) -> AdmissionStarted:
        return AdmissionStarted(provenance(self.now, "health-worker", "hospital"), encounter, when or self.now, **told)

    def discharged(self, encounter="stay", when=None, **told) -> AdmissionEnded:
        return AdmissionEnded(provenance(self.now, "health-worker", "hospital"), encounter, when or self.now, **told)

    def looked_up(self, *rows: Treatment, **told) -> ListObserved:
        return ListObserved(provenance(self.now, told.pop("role", "nurse")), self.now, rows, **told)


def today(now: datetime) -> str:
    return now.date().isoformat()


def dose(amount: str | None, unit: str | None = "tablet", **told) -> Dosage:
    return Dosage(dosings=(Dosing(amount, unit, **told),))


def refused(decision, rule: str) -> dict[str, set[Code]]:
    """The codes of a refusal by rule, row by row."""
    assert isinstance(decision, Refused), decision
    assert decision.rule == rule, decision
    found: dict[str, set[Code]] = {}
    for problem in decision.problems:
        found.setdefault(problem.where, set()).add(problem.code)
    return found


def details(decision, where: str) -> list[str]:
    return [problem.detail for problem in decision.problems if problem.where == where]


def accepted(decision) -> bool:
    return isinstance(decision, Accepted)


def is_duplicate(decision) -> bool:
    return decision == Accepted(())


def alarms(decision) -> list[Code]:
    assert isinstance(decision, Accepted), decision
    return [problem.code for problem in decision.alarms]


def coding(number: str, code: str, display: str | None = None) -> Coding:
    return Coding(VOLVEN + number, code, display)
