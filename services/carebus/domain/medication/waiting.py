"""Understands what waits for a physician's answer: proposals (M25.2) and discrepancy reports (R7)."""

from datetime import datetime
from enum import StrEnum

from carebus.domain.medication.treatment import Person, Treatment, TreatmentId
from carebus.domain.record import Record


class Reply(StrEnum):
    """How a proposal or report was answered; `superseded`: a list (M25.1) came whose author had read it (R29)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"


class Answer(Record, frozen=True):
    """What the proposer is told."""

    reply: Reply
    at: datetime
    by: Person | None = None
    text: str | None = None


class Wish(StrEnum):
    """What a proposal asks for."""

    ADD = "add"
    CHANGE = "change"
    PAUSE = "pause"
    CEASE = "cease"
    OTHER = "other"


class Proposal(Record, frozen=True):
    """A wish that somebody changes the list; it changes nothing itself. `multidose`: an M25.2 of a pharmacy."""

    id: str
    wish: Wish
    made: datetime
    treatment: TreatmentId | None = None
    content: Treatment | None = None
    text: str | None = None
    by: Person | None = None
    multidose: bool = False
    role: str = ""
    source: str = ""
    answer: Answer | None = None


class Discrepancy(Record, frozen=True):
    """A report that list and reality differ; `content` is what the reporter says is taken (a foreign MedicationStatement)."""

    id: str
    made: datetime
    treatment: TreatmentId | None = None
    content: Treatment | None = None
    text: str | None = None
    by: Person | None = None
    role: str = ""
    source: str = ""
    answer: Answer | None = None
