"""Understands what a reconciliation over a patient's records, or its undoing, did to one row (R23)."""

from collections.abc import Iterator
from dataclasses import dataclass

from carebus.domain.medication.events import MedicationEvent
from carebus.domain.medication.writes import ListClosed, ListReopened, ListSubmitted
from carebus.domain.provenance import PatientKey
from carebus.reader.medication.history import Medication
from carebus.reader.pictures.medication.explained import Deed


@dataclass(frozen=True, slots=True)
class OverRecords:
    """What was done, the other record if one is named, and the row there that this one goes on as, or stands for."""

    deed: Deed
    record: PatientKey | None = None
    row: str | None = None


def over_records(event: MedicationEvent, row: str, before: Medication, after: Medication) -> OverRecords | None:
    """None where the fact, which led from `before` to `after`, did nothing of the kind to the row."""
    was, stands = before.row(row), after.row(row)
    match event:
        case ListSubmitted() if stands:
            return next(_taken(event, row, is_new=was is None), None)
        case ListClosed() if stands:
            goes_on_as = next((each.goes_on_as for each in event.rows if each.row == row), None)
            return OverRecords(Deed.CLOSED, event.into, goes_on_as or row)
        case ListReopened() if before.listed.closed and stands:
            return OverRecords(Deed.REOPENED, before.listed.closed.into)
        case ListReopened() if was != stands:
            return OverRecords(Deed.GIVEN_BACK)
        case _:
            return None


def _taken(event: ListSubmitted, row: str, *, is_new: bool) -> Iterator[OverRecords]:
    for each in event.takes_in:
        for told in each.rows:
            if told.goes_on_as == row:
                yield OverRecords(Deed.STANDS_FOR, each.key, told.row)
            elif told.goes_on_as is None and told.row == row and is_new:
                yield OverRecords(Deed.TAKEN_IN, each.key, row)
