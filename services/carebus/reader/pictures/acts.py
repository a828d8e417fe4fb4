"""Understands how an act of any area is shown: who did it, from which message, and when."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info import entry, view
from carebus.domain.identity import link
from carebus.domain.medication import treatment
from carebus.domain.medication import view as medication
from carebus.reader.pictures.parts import Audience, Picture

Person = treatment.Person | entry.Person
Act = medication.Act | view.Act | link.Act


class PersonPicture(Picture):
    """Who decided, as the source names them; what they may do was never taken from here (R25)."""

    name: str | None
    role: Annotated[str | None, Field(description="as written by the source, such as LE")]
    organisation: str | None
    hpr: Annotated[str | None, Field(description="never shown to a patient (R21)")]


class ActPicture(Picture):
    """Where a decision came from: the message's original is kept under `original` on care.received.v1."""

    source: str
    organisation: Annotated[str, Field(description="organisation number of the source")]
    role: Annotated[str, Field(description="as the source registry has it (R25)")]
    submission_id: str
    message_id: str | None
    original: Annotated[str, Field(description="SHA-256 of the message as received")]
    at: Annotated[datetime, Field(description="when it was decided, as its source says, UTC")]
    received: Annotated[datetime, Field(description="when the gateway took the message, UTC")]


def person(who: Person | None, audience: Audience) -> PersonPicture | None:
    """Drawn with their number for a clinician, and without it for a patient (R21)."""
    if who is None:
        return None
    hpr = who.hpr if audience is Audience.CLINICIAN else None
    return PersonPicture(name=who.name, role=who.role, organisation=who.organisation, hpr=hpr)


def act(told: Act) -> ActPicture:
    """Drawn with what finds the message again."""
    return ActPicture(
        source=told.source,
        organisation=told.organisation,
        role=told.role,
        submission_id=told.submission_id,
        message_id=told.message_id,
        original=told.original,
        at=told.at,
        received=told.received,
    )
