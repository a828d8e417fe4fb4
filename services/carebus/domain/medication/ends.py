"""Understands which rows the clock has ended long ago: they leave the list with the next write, which moves it anyway (R4)."""

from collections.abc import Container
from datetime import datetime

from carebus.domain.medication.status import is_over
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.writes import TreatmentEnded
from carebus.domain.provenance import Provenance
from carebus.domain.record import replace


def ends(
    listed: MedicationList, provenance: Provenance, now: datetime, named: Container[str]
) -> tuple[TreatmentEnded, ...]:
    """A fact for each row that is not shown any more and that the write does not name."""
    return tuple(
        TreatmentEnded(
            replace(provenance, event_id=f"{provenance.event_id}/ended/{row.treatment.id}"), row.treatment.id, row
        )
        for row in listed.rows
        if row.treatment.id not in named and is_over(row, now)
    )
