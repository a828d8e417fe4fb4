"""Understands how the small parts of critical information are shown: codes, reactions, and who stated something."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info.entry import Coded, Reaction
from carebus.domain.critical_info.view import Entry, Recorder
from carebus.reader.pictures.acts import PersonPicture, person
from carebus.reader.pictures.parts import Audience, CodePicture, Picture, code


class ChosenCodePicture(CodePicture):
    """A code of what an entry is about."""

    user_selected: Annotated[bool, Field(description="a person chose this one; the others are translations")]


class ReactionPicture(Picture):
    """How it showed itself."""

    manifestation: Annotated[CodePicture | None, Field(description="of 7497")]
    text: str | None
    severity: Annotated[CodePicture | None, Field(description="as its source codes it (alvorlig, mindre alvorlig)")]


class StatedPicture(Picture):
    """Who stated something, and from where."""

    at: Annotated[datetime, Field(description="as the source says, UTC")]
    by: Annotated[PersonPicture | None, Field(description="as the source names them")]
    source: str
    organisation: Annotated[str, Field(description="organisation number of the source")]
    role: Annotated[str, Field(description="as the source registry has it (R25)")]


def chosen(told: Coded) -> ChosenCodePicture:
    """Drawn as written."""
    drawn = code(told.coding)
    return ChosenCodePicture(
        system=drawn.system, code=drawn.code, display=drawn.display, user_selected=told.user_selected
    )


def reaction(told: Reaction) -> ReactionPicture:
    """Drawn as written."""
    return ReactionPicture(
        manifestation=code(told.manifestation) if told.manifestation else None,
        text=told.text,
        severity=code(told.severity) if told.severity else None,
    )


def recorded(told: Recorder, audience: Audience) -> StatedPicture:
    """Who stated an entry first."""
    return StatedPicture(
        at=told.at,
        by=person(told.by, audience),
        source=told.source,
        organisation=told.organisation,
        role=told.role,
    )


def updated(told: Entry, audience: Audience) -> StatedPicture:
    """Who changed an entry last; whoever recorded it where nobody did."""
    return StatedPicture(
        at=told.updated,
        by=person(told.updater, audience),
        source=told.act.source,
        organisation=told.act.organisation,
        role=told.act.role,
    )
