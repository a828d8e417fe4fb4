"""Understands how a treatment leaves the list, comes back, or is taken back for good: its own unit (R4)."""

from datetime import datetime

from carebus.domain.dates import end
from carebus.domain.medication.events import ListObserved, MedicationEvent
from carebus.domain.medication.moving import act
from carebus.domain.medication.status import Status, final
from carebus.domain.medication.treatment import Ending, TreatmentId
from carebus.domain.medication.view import CeasedTreatment, Gone, Row
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListReopened,
    ListSubmitted,
    TreatmentCeased,
    TreatmentEnded,
    TreatmentRetracted,
)
from carebus.domain.provenance import Provenance, told_at


def evolve_ceased(  # noqa: PLR0911 - the whole vocabulary at one glance
    treatment: TreatmentId, view: CeasedTreatment | None, event: MedicationEvent
) -> CeasedTreatment | None:
    """The picture of one treatment that left the list; the same object where the fact is not about it."""
    was = _Was(treatment, 0 if view is None else view.revision, event.provenance)
    match event:
        case TreatmentCeased(row=Row() as row) if event.treatment == treatment:
            return was.now(Gone.STOPPED, row, event.ending)
        case CeaseReversed(row=Row()) if event.treatment == treatment:
            return was.now(Gone.BACK)
        case ListReopened() if treatment in event.back:
            return was.now(Gone.BACK)
        case TreatmentRetracted() if event.treatment == treatment:
            return was.now(Gone.RETRACTED)
        case TreatmentEnded() if event.treatment == treatment:
            return was.ended(event.row)
        case ListSubmitted() if any(each.treatment == treatment for each in event.retracted):
            return was.now(Gone.RETRACTED)
        case ListSubmitted() | ListObserved(first=True):
            return was.told(view, event.ceased)
        case _:
            return view


class _Was:
    """What a unit's next picture is made of."""

    def __init__(self, treatment: TreatmentId, revision: int, provenance: Provenance) -> None:
        self._treatment, self._revision, self._provenance = treatment, revision, provenance

    def now(
        self, gone: Gone, row: Row | None = None, ending: Ending | None = None, at: datetime | None = None
    ) -> CeasedTreatment:
        """The picture, one revision on."""
        when = at or told_at(self._provenance)
        return CeasedTreatment(self._treatment, self._revision + 1, gone, when, act(self._provenance), row, ending)

    def ended(self, row: Row) -> CeasedTreatment:
        """Ended by the clock: stopped by a cease with a date ahead, else completed."""
        last = final(row)
        at = end(last.since) if last and last.since else None
        if last and last.status is Status.STOPPED:
            return self.now(Gone.STOPPED, row, row.ending, at)
        return self.now(Gone.COMPLETED, row, None, at)

    def told(self, view: CeasedTreatment | None, ceases: tuple[Cease, ...]) -> CeasedTreatment | None:
        """Told as ceased by a whole list."""
        for cease in ceases:
            if cease.row and cease.treatment.id == self._treatment:
                return self.now(Gone.STOPPED, cease.row, cease.ending)
        return view
