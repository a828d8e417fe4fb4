"""Understands what is said of a set of samples that a patient may not see yet (R19, R28)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from carebus.domain.results.release import withheld_until
from carebus.domain.results.view import Occurrence, ReportView
from carebus.reader.pictures.parts import Audience, Picture

_UNTIL = "withheld until then; None where only the requester's act ends it"


class ReleasePicture(Picture):
    """Whether the patient may see it."""

    word: Literal["released", "withheld"]
    until: Annotated[datetime | None, Field(description=_UNTIL)]
    released: Annotated[datetime | None, Field(description="when the requester released it, if they did")]


class WithheldPicture(Picture):
    """Something is here and not shown yet: no content, kind or status."""

    word: Literal["withheld"] = "withheld"
    until: Annotated[datetime | None, Field(description=_UNTIL)]


def release(view: ReportView, shown: Occurrence, now: datetime) -> ReleasePicture:
    """Released, or withheld until a date or the requester's act."""
    withheld = withheld_until(view, shown, now)
    return ReleasePicture(
        word="withheld" if withheld else "released", until=withheld.until if withheld else None, released=shown.released
    )


def hidden(view: ReportView, audience: Audience, now: datetime) -> dict[int, WithheldPicture]:
    """What is said instead of the sets of samples that `audience` may not see, by index: a clinician sees all."""
    if audience is not Audience.PATIENT:
        return {}
    asked = ((index, withheld_until(view, each, now)) for index, each in enumerate(view.occurrences))
    return {index: WithheldPicture(until=why.until) for index, why in asked if why}
