"""Understands which pictures a submission is decided by, and which ones a fact changes: the list, and each treatment that left it.

A treatment that is ceased or retracted becomes a unit of its own at once, so an act costs the same however old the list is.
"""

from collections.abc import Iterable

from carebus.domain.medication.events import ListObserved, MedicationEvent, MedicationSubmission
from carebus.domain.medication.treatment import TreatmentId
from carebus.domain.medication.writes import (
    Cease,
    CeaseReversed,
    ListReopened,
    ListSubmitted,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentEnded,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
)

LIST = "list"
_CEASED = "ceased/"


def ceased(treatment: str) -> str:
    """The unit of a treatment that left the list."""
    return _CEASED + treatment


def treatment_of(unit: str) -> TreatmentId:
    """The treatment whose unit it is."""
    return TreatmentId(unit.removeprefix(_CEASED))


def units_of(submission: MedicationSubmission) -> tuple[str, ...]:
    """The units that `decide` looks at: the list, and that of every treatment that the submission names as a row."""
    return (LIST, *(ceased(treatment) for treatment in dict.fromkeys(_named(submission))))


def units_changed_by(event: MedicationEvent) -> tuple[str, ...]:
    """The units whose picture a fact changes."""
    return (LIST, *(ceased(treatment) for treatment in dict.fromkeys(_left_or_back(event))))


def _named(submission: MedicationSubmission) -> Iterable[str]:
    match submission:
        case TreatmentAdded() | TreatmentChanged():
            return (submission.treatment.id,)
        case TreatmentPaused() | TreatmentResumed() | TreatmentCeased() | CeaseReversed() | TreatmentRetracted():
            return (submission.treatment,)
        case ListSubmitted():
            return (*_rows(submission), *(each.treatment for each in submission.retracted))
        case ListObserved():
            return _rows(submission)
        case _:
            return ()


def _rows(told: ListSubmitted | ListObserved) -> Iterable[str]:
    return (*(row.id for row in told.rows), *(cease.treatment.id for cease in told.ceased))


def _left_or_back(event: MedicationEvent) -> Iterable[str]:
    match event:
        case TreatmentCeased() | CeaseReversed():
            return (event.treatment,) if event.row else ()
        case TreatmentRetracted() | TreatmentEnded():
            return (event.treatment,)
        case ListSubmitted():
            return (*_leaving(event.ceased), *(each.treatment for each in event.retracted))
        case ListObserved(first=True):
            return _leaving(event.ceased)
        case ListReopened():
            return event.back
        case _:
            return ()


def _leaving(ceases: Iterable[Cease]) -> tuple[str, ...]:
    return tuple(cease.treatment.id for cease in ceases if cease.row)
