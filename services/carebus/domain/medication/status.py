"""Understands what a row's state is at an instant: stopped is not completed, and the end of a pause resumes nothing (R4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from carebus.domain.dates import end, start
from carebus.domain.medication.dates import passed, reached
from carebus.domain.medication.limits import VISIBLE
from carebus.domain.medication.treatment import Pause
from carebus.domain.medication.view import CeasedTreatment, Gone, Row


class Status(StrEnum):
    """FHIR R4 MedicationStatement status, with the meanings of no-basis-MedicationStatement 2.0.1."""

    INTENDED = "intended"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    STOPPED = "stopped"
    ENTERED_IN_ERROR = "entered-in-error"


PAUSE_ENDED = "pause ended, needs decision"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a row at an instant: since when where that is known, and in words what a reader must know besides."""

    status: Status
    since: str | None = None
    words: str | None = None


def standing(row: Row, now: datetime) -> Standing:
    """What the clock makes of a row of the list; nothing changes by it."""
    told, last = row.treatment, final(row)
    if last and last.since and (passed if last.status is Status.COMPLETED else reached)(last.since, now):
        return last
    if told.pause and reached(told.pause.since, now):
        return Standing(Status.ON_HOLD, told.pause.since, _held(row, told.pause, now))
    if told.started and not reached(told.started, now):
        return Standing(Status.INTENDED, told.started, _ahead(row))
    return Standing(Status.ACTIVE, told.started, _ahead(row))


_LEFT = {
    Gone.STOPPED: Status.STOPPED,
    Gone.COMPLETED: Status.COMPLETED,
    Gone.RETRACTED: Status.ENTERED_IN_ERROR,
}


def standing_of_ceased(view: CeasedTreatment) -> Standing | None:
    """The state of a treatment that left the list; None where the list has it again."""
    if view.gone is Gone.BACK:
        return None
    since = view.ending.effective if view.ending else view.row.treatment.planned_end if view.row else None
    return Standing(_LEFT[view.gone], since)


def is_over(row: Row, now: datetime) -> bool:
    """Whether a row of the list ended by the clock so long ago that it is not shown any more."""
    last = final(row)
    return last is not None and last.since is not None and now - end(last.since) > VISIBLE


def is_visible(view: CeasedTreatment, now: datetime) -> bool:
    """Whether a treatment that left the list is still shown: 90 days from the act, a retracted one never."""
    return view.gone in {Gone.STOPPED, Gone.COMPLETED} and now - view.at <= VISIBLE


def final(row: Row) -> Standing | None:
    """How a row of the list will end, as far as it is decided: by its cease or by its planned end, whichever comes first."""
    ending, planned = row.ending, row.treatment.planned_end
    if ending and (planned is None or start(ending.effective) < end(planned)):
        return Standing(Status.STOPPED, ending.effective)
    return Standing(Status.COMPLETED, planned) if planned else None


def _held(row: Row, pause: Pause, now: datetime) -> str | None:
    if pause.until and reached(pause.until, now):
        return PAUSE_ENDED
    return f"ends {row.ending.effective}" if row.ending else pause.until and f"until {pause.until}"


def _ahead(row: Row) -> str | None:
    pause = row.treatment.pause
    if row.ending:
        return f"ends {row.ending.effective}"
    return f"on hold from {pause.since}" if pause else None
