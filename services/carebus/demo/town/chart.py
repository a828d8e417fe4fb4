"""Understands what a writer has read of a patient, and which rows and entries they can still do something to."""

from dataclasses import dataclass
from datetime import datetime

from carebus.domain.critical_info.entry import Scope, Verification
from carebus.domain.critical_info.status import live_allergies
from carebus.domain.critical_info.view import NOTHING as NOTHING_STATED
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.identity.link import Link
from carebus.domain.identity.view import LinkedPerson
from carebus.domain.medication.beside import Prescription, PrescriptionStatus
from carebus.domain.medication.dates import reached
from carebus.domain.medication.status import is_over
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import NOTHING, CeasedTreatment, Gone, MedicationList, Row
from carebus.domain.medication.waiting import Discrepancy, Proposal


@dataclass(frozen=True, slots=True)
class Chart:
    """The list and what has left it, critical information, and the person of the national number, at the moment of reading."""

    read_at: datetime
    listed: MedicationList = NOTHING
    left: tuple[CeasedTreatment, ...] = ()
    alerts: CriticalInformation = NOTHING_STATED
    person: LinkedPerson | None = None

    @property
    def newness(self) -> int:
        """More where more has happened."""
        return self.listed.revision + self.alerts.revision

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is stated, and neither refuted nor retracted."""
        return tuple(
            each for each in self.alerts.entries if each.content and each.verification is not Verification.REFUTED
        )

    @property
    def has_allergies(self) -> bool:
        """Whether nobody can say that none is known (R26)."""
        return any(True for _ in live_allergies(self.alerts.entries, Scope.ANY))

    @property
    def links(self) -> tuple[Link, ...]:
        """What ties the numbers of the person together."""
        return self.person.links if self.person else ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What stands on the list and has not ended."""
        return tuple(row for row in self.listed.rows if not is_over(row, self.read_at) and not self._stopped(row))

    @property
    def shown(self) -> tuple[Row, ...]:
        """What a whole list accounts for: also what has ended, until it is shown no more."""
        return tuple(row for row in self.listed.rows if not is_over(row, self.read_at))

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """The rows as they were decided."""
        return tuple(row.treatment for row in self.rows)

    @property
    def medicines(self) -> frozenset[str]:
        """The names on the list."""
        return frozenset(row.treatment.medicine.name for row in self.listed.rows)

    @property
    def stopped(self) -> tuple[CeasedTreatment, ...]:
        """What was ceased and may be taken again."""
        return tuple(each for each in self.left if each.gone is Gone.STOPPED)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What waits for an answer."""
        return tuple(each for each in self.listed.proposals if each.answer is None)

    @property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """The reports that wait for an answer."""
        return tuple(each for each in self.listed.discrepancies if each.answer is None)

    @property
    def prescriptions(self) -> tuple[Prescription, ...]:
        """What can be dispensed or recalled."""
        active = (each for each in self.listed.prescriptions if each.status is PrescriptionStatus.ACTIVE)
        return tuple(each for each in active if each.encounter is None)

    def row(self, treatment: str | None) -> Row | None:
        """The row of a treatment, where one can still do something to it."""
        return next((row for row in self.rows if row.treatment.id == treatment), None)

    def _stopped(self, row: Row) -> bool:
        return row.ending is not None and reached(row.ending.effective, self.read_at)
