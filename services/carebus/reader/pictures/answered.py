"""Understands what every answer says beside its content: for whom it is, how current, and what may be missing from it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.missing import MissingPicture
from carebus.reader.pictures.parts import Audience, Picture
from carebus.reader.pictures.records import RecordPicture


class Answered(Picture):
    """What is common to all answers."""

    audience: Audience
    answered: Annotated[datetime, Field(description="when, UTC")]
    age_seconds: Annotated[
        float | None, Field(description="since the reader's copy was last known to hold everything; None: not yet")
    ]
    missing: Annotated[
        tuple[MissingPicture, ...], Field(description="why there may be more than is shown, or why nothing is (R19)")
    ]
    records: Annotated[
        tuple[RecordPicture, ...],
        Field(description="every record of the person, as the links are now, the prevailing first (R23)"),
    ] = ()
