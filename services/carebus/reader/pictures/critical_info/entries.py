"""Understands how one piece of critical information is shown: what, how sure, how grave, whether it holds now, and who said so."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info.entry import Content, Kind, Severity, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Entry
from carebus.reader.pictures.acts import ActPicture, act
from carebus.reader.pictures.critical_info.parts import (
    ChosenCodePicture,
    ReactionPicture,
    StatedPicture,
    chosen,
    reaction,
    recorded,
    updated,
)
from carebus.reader.pictures.critical_info.words import what
from carebus.reader.pictures.parts import Audience, CodePicture, Picture, code


class WhyNot(StrEnum):
    """Why an entry does not hold."""

    EXPIRED = "expired"
    REFUTED = "refuted"
    RETRACTED = "retracted"


class CriticalEntryPicture(Picture):
    """One entry. Where it is retracted (registered in error) there is no content, and no message either (R10)."""

    id: Annotated[str, Field(description="as its source named it")]
    version: Annotated[int, Field(description="of the entry: what a writer states as base (R10)")]
    kind: Annotated[Kind, Field(description="of the nine record types of the national service")]
    display: Annotated[str | None, Field(description="what it is about, in words; None: retracted")]
    codes: Annotated[tuple[ChosenCodePicture, ...], Field(description="ATC, FEST, ICD-10, SNOMED CT and so on")]
    text: Annotated[str | None, Field(description="what it is about, as written")]
    verification: Annotated[Verification, Field(description="how sure it is")]
    severity: Annotated[Severity | None, Field(description="how grave it is or can become")]
    reactions: tuple[ReactionPicture, ...]
    source_of_information: Annotated[CodePicture | None, Field(description="of KjSourceOfInformation")]
    onset: Annotated[str | None, Field(description="when it showed itself: a date, or words")]
    started: str | None
    valid_until: Annotated[str | None, Field(description="not active from then on (R11)")]
    note: str | None
    active: Annotated[bool, Field(description="whether it holds at the time of the answer, or of `as_of` (R11)")]
    why_not: Annotated[WhyNot | None, Field(description="why it does not hold")]
    reason: Annotated[str | None, Field(description="why it was refuted")]
    recorder: Annotated[StatedPicture, Field(description="who stated it first; never replaced (R11)")]
    updater: Annotated[StatedPicture, Field(description="who changed, refuted or retracted it last; else the recorder")]
    act: Annotated[ActPicture | None, Field(description="the newest that changed it; None: retracted")]
    resembles: Annotated[tuple[str, ...], Field(description="earlier entries about the same: duplicates? (R26)")]
    expired: Annotated[datetime | None, Field(description="when a clock announced its end")]


def entry(told: Entry, audience: Audience, now: datetime) -> CriticalEntryPicture:
    """Drawn as the clock has it at `now`; of what is retracted, that it was, when and by whom."""
    gone = told.verification is Verification.ENTERED_IN_ERROR
    content = Content() if gone or told.content is None else told.content
    about = content.source_of_information
    return CriticalEntryPicture(
        id=told.id,
        version=told.version,
        kind=told.kind,
        display=what(content),
        codes=tuple(map(chosen, content.codes)),
        text=content.text,
        verification=told.verification,
        severity=content.severity,
        reactions=tuple(map(reaction, content.reactions)),
        source_of_information=code(about) if about else None,
        onset=content.onset,
        started=content.started,
        valid_until=content.valid_until,
        note=content.note,
        active=is_active(told, now),
        why_not=why_not(told, now),
        reason=None if gone else told.reason,
        recorder=recorded(told.recorder, audience),
        updater=updated(told, audience),
        act=None if gone else act(told.act),
        resembles=told.resembles,
        expired=told.expired,
    )


def why_not(told: Entry, now: datetime) -> WhyNot | None:
    """Why an entry does not hold at a time; None where it does."""
    if is_active(told, now):
        return None
    withdrawn = {Verification.REFUTED: WhyNot.REFUTED, Verification.ENTERED_IN_ERROR: WhyNot.RETRACTED}
    return withdrawn.get(told.verification, WhyNot.EXPIRED)
