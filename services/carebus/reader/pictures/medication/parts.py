"""Understands how the small parts of a medication list are shown: medicines, doses, pauses, ends, and who did something to the whole."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.medication.treatment import Dosage, Dosing, Ending, Medicine, Pause
from carebus.domain.medication.view import Stamp
from carebus.reader.pictures.acts import PersonPicture, person
from carebus.reader.pictures.medication.words import dosage_words, dosing_words, medicine_words
from carebus.reader.pictures.parts import Audience, CodePicture, Picture, code


class StampPicture(Picture):
    """Who did something to the whole list, when, and at which version."""

    version: int
    at: datetime
    age_seconds: Annotated[float, Field(description="from then to this answer")]
    by: PersonPicture | None
    organisation: str


class MedicinePicture(Picture):
    """What is taken."""

    display: Annotated[str, Field(description="name and strength, in words")]
    name: str
    strength: Annotated[str | None, Field(description="as written")]
    form: CodePicture | None
    atc: CodePicture | None
    fest: Annotated[str | None, Field(description="id in FEST")]


class DosingPicture(Picture):
    """One repeated dose, as written."""

    words: Annotated[str, Field(description="all of it in one line")]
    amount: Annotated[str | None, Field(description='digits as written: "1.0" is not "1"')]
    unit: str | None
    interval: str | None
    interval_unit: str | None
    time_of_day: Annotated[CodePicture | None, Field(description="of 8325")]
    starts: str | None
    ends: str | None


class DosagePicture(Picture):
    """How it is taken."""

    words: Annotated[str | None, Field(description="the text as written; the structure in words where there is none")]
    text: str | None
    dosings: tuple[DosingPicture, ...]
    site: str | None


class PausePicture(Picture):
    """Not taken since a date; its end resumes nothing by itself (R4)."""

    since: str
    until: str | None
    reason: str | None


class EndingPicture(Picture):
    """A cease (seponert): not taken from `effective` on."""

    effective: str
    reason: Annotated[CodePicture | None, Field(description="of 7494")]
    text: str | None
    by: PersonPicture | None


def stamp(mark: Stamp | None, audience: Audience, now: datetime) -> StampPicture | None:
    """Drawn with its age at `now`."""
    if mark is None:
        return None
    return StampPicture(
        version=mark.version,
        at=mark.at,
        age_seconds=max(0.0, (now - mark.at).total_seconds()),
        by=person(mark.by, audience),
        organisation=mark.organisation,
    )


def medicine(told: Medicine) -> MedicinePicture:
    """Drawn as written."""
    return MedicinePicture(
        display=medicine_words(told),
        name=told.name,
        strength=told.strength,
        form=code(told.form) if told.form else None,
        atc=code(told.atc) if told.atc else None,
        fest=told.fest,
    )


def dosage(told: Dosage) -> DosagePicture:
    """Drawn as written, in structure and in words."""
    return DosagePicture(
        words=dosage_words(told), text=told.text, dosings=tuple(map(_dosing, told.dosings)), site=told.site
    )


def pause(told: Pause | None) -> PausePicture | None:
    """Drawn as written."""
    return PausePicture(since=told.since, until=told.until, reason=told.reason) if told else None


def ending(told: Ending | None, audience: Audience) -> EndingPicture | None:
    """Drawn as written."""
    if told is None:
        return None
    return EndingPicture(
        effective=told.effective,
        reason=code(told.reason) if told.reason else None,
        text=told.text,
        by=person(told.by, audience),
    )


def _dosing(told: Dosing) -> DosingPicture:
    return DosingPicture(
        words=dosing_words(told),
        amount=told.amount,
        unit=told.unit,
        interval=told.interval,
        interval_unit=told.interval_unit,
        time_of_day=code(told.time_of_day) if told.time_of_day else None,
        starts=told.starts,
        ends=told.ends,
    )
