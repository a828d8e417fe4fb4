"""Understands how one entry came to be as it is: every act on it, in order; of one that was retracted, only that it was done (R10)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info.entry import Kind
from carebus.reader.pictures.acts import ActPicture, PersonPicture
from carebus.reader.pictures.critical_info.entries import CriticalEntryPicture, WhyNot
from carebus.reader.pictures.parts import Picture


class CriticalActPicture(Picture):
    """One act on an entry."""

    record: Annotated[str, Field(description="the fact's name on the log, such as CriticalInfoUpdated")]
    version: Annotated[int, Field(description="of the entry after it")]
    at: Annotated[datetime, Field(description="when it was done, as its source says, UTC")]
    organisation: Annotated[str, Field(description="organisation number of the source")]
    decided: Annotated[datetime, Field(description="when the bus accepted it: what `as_of` is measured by")]
    masked: Annotated[bool, Field(description="the entry is retracted: nothing more is told of any act on it")]
    fields: Annotated[tuple[str, ...], Field(description="what means something else after it")] = ()
    by: Annotated[PersonPicture | None, Field(description="who did it, as the source names them")] = None
    act: ActPicture | None = None
    point_of_care: str | None = None
    format: Annotated[str | None, Field(description="of the message")] = None
    entry: Annotated[CriticalEntryPicture | None, Field(description="as it stood after it, by the clock of then")] = (
        None
    )


class CriticalHistoryPicture(Picture):
    """One entry, and every act on it."""

    id: str
    kind: Kind
    display: Annotated[str | None, Field(description="what it is about, as last told; None: retracted")]
    active: bool
    why_not: WhyNot | None
    acts: Annotated[tuple[CriticalActPicture, ...], Field(description="oldest first")]
