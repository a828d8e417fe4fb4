"""Understands a patient's medication as the facts tell it: all of them, those up to a moment, or those up to a version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.treatment import TreatmentId
from carebus.domain.medication.units import LIST, ceased, units_changed_by
from carebus.domain.medication.view import NOTHING, CeasedTreatment, Gone, MedicationList, Row, View
from carebus.domain.record import replace
from carebus.reader import facts

Fact = facts.Fact[MedicationEvent]
"""A fact of the area, and when it was decided."""


@dataclass(frozen=True, slots=True)
class Medication:
    """Everything that is known of a patient's medication after some facts: the picture of each unit."""

    units: dict[str, View]

    @property
    def listed(self) -> MedicationList:
        """The list."""
        view = self.units.get(LIST)
        return view if isinstance(view, MedicationList) else NOTHING

    @property
    def left(self) -> tuple[CeasedTreatment, ...]:
        """The treatments that left the list, and those that came back."""
        return tuple(view for view in self.units.values() if isinstance(view, CeasedTreatment))

    @property
    def retracted(self) -> frozenset[TreatmentId]:
        """What was registered in error."""
        return frozenset(view.id for view in self.left if view.gone is Gone.RETRACTED)

    def row(self, treatment: str) -> Row | None:
        """A row of the list."""
        return next((row for row in self.listed.rows if row.treatment.id == treatment), None)

    def gone(self, treatment: str) -> CeasedTreatment | None:
        """A treatment that left the list, or came back."""
        view = self.units.get(ceased(treatment))
        return view if isinstance(view, CeasedTreatment) else None

    def after(self, event: MedicationEvent) -> "Medication":
        """What is known after one more fact."""
        told = {unit: evolve(unit, self.units.get(unit), event) for unit in units_changed_by(event)}
        return Medication(self.units | {unit: view for unit, view in told.items() if view is not None})

    def without(self, treatments: frozenset[TreatmentId]) -> "Medication":
        """The same as if these had never been rows."""
        view = self.units.get(LIST)
        if not treatments or not isinstance(view, MedicationList):
            return self
        rows = tuple(row for row in view.rows if row.treatment.id not in treatments)
        kept = {unit: each for unit, each in self.units.items() if unit not in set(map(ceased, treatments))}
        return Medication({**kept, LIST: replace(view, rows=rows)})


EMPTY = Medication({})


def fold(facts: Iterable[Fact]) -> Medication:
    """What the facts lead to."""
    known = EMPTY
    for fact in facts:
        known = known.after(fact.event)
    return known


def as_of(facts: Iterable[Fact], moment: datetime) -> Medication:
    """What was known at a moment: every fact before the first one that was decided later."""
    return fold(takewhile(lambda fact: fact.decided <= moment, facts))


def at_version(facts: Iterable[Fact], version: int) -> Medication | None:
    """What was known when the list had just come to a version; None where it has not come to it."""
    known = EMPTY
    if version == 0:
        return known
    for fact in facts:
        known = known.after(fact.event)
        if known.listed.version == version:
            return known
    return None
