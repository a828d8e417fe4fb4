"""Understands how the small parts of a report are shown: codes, times, parties, specimens and messages."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from carebus.domain.coding import Coding
from carebus.domain.provenance import Provenance
from carebus.domain.results.report import Moment, Note, Party, Specimen
from carebus.reader.pictures.markup import plain


class Audience(StrEnum):
    """Whom the picture is for: a patient is not shown what is withheld (R28), nor anybody's numbers (R21)."""

    CLINICIAN = "clinician"
    PATIENT = "patient"


class Picture(BaseModel):
    """What every picture is: unchangeable, and nothing but its own fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CodePicture(Picture):
    """A code as the laboratory wrote it."""

    system: Annotated[str | None, Field(description="OID of the code system, without prefix")]
    code: str | None
    display: Annotated[str | None, Field(description="the code's name, else its free text, as written")]


class TimePicture(Picture):
    """A time as written, and the instant that it means where it says one."""

    written: str
    instant: datetime | None
    note: Annotated[str | None, Field(description="what was assumed: `zone assumed`, `ambiguous hour`")]


class PartyPicture(Picture):
    """A person or organisation of the health services."""

    role: str | None
    names: Annotated[tuple[str, ...], Field(description="from institution by department to person")]
    identifiers: Annotated[
        tuple[str, ...], Field(description="kind and value, such as `HPR 1234567`; never shown to a patient")
    ]


class SpecimenPicture(Picture):
    """A sample, or what was examined."""

    id: str | None
    type: str | None
    collected: TimePicture | None
    origin: str | None
    comment: str | None


class MessagePicture(Picture):
    """The message that something came in: its original is kept under `original` on care.received.v1."""

    laboratory: Annotated[str, Field(description="organisation number of the source")]
    message_id: str | None
    recorded: Annotated[datetime | None, Field(description="when the laboratory wrote the message, UTC")]
    received: Annotated[datetime, Field(description="when the gateway took the message, UTC")]
    original: Annotated[str, Field(description="SHA-256 of the message as received")]


class NotePicture(Picture):
    """A text under a heading."""

    heading: str | None
    text: str | None


def code(coding: Coding) -> CodePicture:
    """Drawn as written."""
    return CodePicture(system=coding.system, code=coding.code, display=coding.display or coding.text)


def codes(codings: Iterable[Coding]) -> tuple[CodePicture, ...]:
    """Drawn in their order."""
    return tuple(map(code, codings))


def named(coding: Coding | None) -> str | None:
    """The words of a code, else the code itself."""
    return (coding.display or coding.text or coding.code) if coding else None


def time(moment: Moment | None) -> TimePicture | None:
    """Drawn as written."""
    return TimePicture(written=moment.written, instant=moment.instant, note=moment.note) if moment else None


def party(who: Party, audience: Audience) -> PartyPicture:
    """Drawn with its numbers for a clinician, and without them for a patient."""
    numbers = (f"{each.kind or ''} {each.value}".strip() for level in who.path for each in level.identifiers)
    return PartyPicture(
        role=who.role,
        names=tuple(level.name for level in who.path if level.name),
        identifiers=tuple(numbers) if audience is Audience.CLINICIAN else (),
    )


def specimen(sample: Specimen) -> SpecimenPicture:
    """Drawn with what tells a clinician what was examined, and when it was taken."""
    return SpecimenPicture(
        id=sample.id,
        type=named(sample.type_code) or sample.type,
        collected=time(sample.collected),
        origin=sample.origin,
        comment=sample.comment,
    )


def message(provenance: Provenance) -> MessagePicture:
    """Drawn with what finds the message again."""
    return MessagePicture(
        laboratory=provenance.organisation,
        message_id=provenance.message_id,
        recorded=provenance.recorded,
        received=provenance.received,
        original=provenance.original,
    )


def note(text: Note) -> NotePicture:
    """Drawn with the words of its code where it has no text."""
    written = plain(text.text) if text.markup and text.text else text.text
    return NotePicture(heading=named(text.heading), text=written or named(text.code))
