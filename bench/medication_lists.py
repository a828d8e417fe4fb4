"""Understands a list as it becomes: the writes of an invented patient, each made on the list that the one before it left."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from bench.medication_rows import DOCTOR, ending, treatment, with_other_dose
from carebus.domain.decision import Accepted
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.events import MedicationSubmission
from carebus.domain.medication.treatment import Pause, TreatmentId
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList, Row, View
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListSubmitted,
    RowAct,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
)
from carebus.domain.provenance import Digest, PatientKey, Provenance, SourceId, SubmissionId

ROWS = 15
FEWEST, MOST = 13, 17
"""Rows that acts leave at the least, and at the most."""

Views = dict[str, View | None]
W = TypeVar("W", bound=MedicationSubmission)


class Unsound(Exception):
    """A write of the load would not be accepted: something else would be measured."""


def settle(views: Views, told: MedicationSubmission, now: datetime) -> None:
    """Decide a write by the rules of the area, and fold what comes of it into the views. Raises Unsound."""
    decision = MEDICATION.decide({unit: views.get(unit) for unit in MEDICATION.units_of(told)}, told, now)
    if not isinstance(decision, Accepted) or not decision.events:
        raise Unsound(f"{type(told).__name__}: {decision}")
    for event in decision.events:
        for unit in MEDICATION.units_changed_by(event):
            views[unit] = MEDICATION.evolve(unit, views.get(unit), event)


@dataclass(slots=True)
class Story:
    """One patient's list. Each write is settled here before it is sent, so its base is right and it will be accepted."""

    patient: PatientKey
    chance: random.Random
    views: Views = field(default_factory=dict)
    left: list[TreatmentId] = field(default_factory=list)

    @property
    def listed(self) -> MedicationList:
        """The list as it stands. Raises Unsound where there is none."""
        view = self.views.get(LIST)
        if not isinstance(view, MedicationList):
            raise Unsound("there is no list yet")
        return view

    def first(self, name: str) -> ListSubmitted:
        """The first list, of fifteen rows."""
        told = signed(name)
        rows = tuple(treatment(self.chance) for _ in range(ROWS))
        return self._settled(ListSubmitted(told, 0, told.received, rows, create=True, reconciles=True, by=DOCTOR))

    def revised(self, name: str) -> ListSubmitted:
        """The whole list again: its first row ceased, two changed, one new."""
        told = signed(name)
        leaving, one, other, *others = (row.treatment for row in self.listed.rows)
        rows = (with_other_dose(one), with_other_dose(other), *others, treatment(self.chance))
        ceased = (Cease(leaving, ending(today(told))),)
        return self._settled(
            ListSubmitted(told, self.listed.version, told.received, rows, ceased, reconciles=True, by=DOCTOR)
        )

    def act(self, name: str, kinds: "Sequence[Kind]") -> RowAct:
        """An act of the first of these kinds, in a random order, that the list lets happen. Raises Unsound where it lets none."""
        told = signed(name)
        for kind in self.chance.sample(kinds, len(kinds)):
            made = kind(self, told)
            if made is not None:
                return self._settled(made)
        raise Unsound("the list lets none of these acts happen")

    def any_row(self, *, paused: bool) -> Row | None:
        """A row that is paused, or is not; None where there is none."""
        rows = [row for row in self.listed.rows if (row.treatment.pause is not None) is paused]
        return self.chance.choice(rows) if rows else None

    def _settled(self, told: W) -> W:
        settle(self.views, told, told.provenance.received)
        return told


Kind = Callable[[Story, Provenance], RowAct | None]


def add(story: Story, told: Provenance) -> RowAct | None:
    """A treatment begins, where the list is not too long."""
    if len(story.listed.rows) >= MOST:
        return None
    return TreatmentAdded(told, story.listed.version, told.received, treatment(story.chance))


def change_dose(story: Story, told: Provenance) -> RowAct | None:
    """A row gets another dose."""
    row = story.any_row(paused=False)
    if row is None:
        return None
    return TreatmentChanged(told, story.listed.version, told.received, with_other_dose(row.treatment))


def pause(story: Story, told: Provenance) -> RowAct | None:
    """A row is not taken for a while."""
    row = story.any_row(paused=False)
    if row is None:
        return None
    since = Pause(today(told), reason="Før operasjon")
    return TreatmentPaused(told, story.listed.version, told.received, row.treatment.id, since, DOCTOR)


def resume(story: Story, told: Provenance) -> RowAct | None:
    """A paused row is taken again."""
    row = story.any_row(paused=True)
    if row is None:
        return None
    return TreatmentResumed(told, story.listed.version, told.received, row.treatment.id, DOCTOR)


def cease(story: Story, told: Provenance) -> RowAct | None:
    """A row leaves the list, where it is not too short."""
    row = story.any_row(paused=False)
    if row is None or len(story.listed.rows) <= FEWEST:
        return None
    story.left.append(row.treatment.id)
    return TreatmentCeased(told, story.listed.version, told.received, row.treatment.id, ending(today(told)))


def reverse(story: Story, told: Provenance) -> RowAct | None:
    """A row that left comes back."""
    if not story.left or len(story.listed.rows) >= MOST:
        return None
    back = story.left.pop(story.chance.randrange(len(story.left)))
    return CeaseReversed(told, story.listed.version, told.received, back, DOCTOR)


ANY: tuple[Kind, ...] = (add, change_dose, change_dose, change_dose, pause, resume, cease, reverse)
"""Doses change most often."""

COME_AND_GO: tuple[Kind, ...] = (add, change_dose, cease)
"""What makes a list old: treatments that came and went."""


def signed(name: str) -> Provenance:
    """Where a write of this submission id comes from: a physician, now."""
    digest, now = Digest(hashlib.sha256(name.encode()).hexdigest()), datetime.now(UTC)
    return Provenance(
        event_id=digest[:36],
        submission_id=SubmissionId(name),
        source=SourceId("fjellbygda"),
        source_sequence=None,
        organisation="999999999",
        point_of_care="HER 8500123",
        author_role="physician",
        occurred=now,
        recorded=now,
        received=now,
        format="carebus-json-1",
        message_id=None,
        original=digest,
        source_of_information=None,
        sensitivity=(),
    )


def today(told: Provenance) -> str:
    """The day of a write, as its source writes it."""
    return told.received.strftime("%Y-%m-%d")
