"""Understands how it is explained why a row is as it is: every act on it, in order, with what it changed and who did it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.acts import ActPicture, PersonPicture
from carebus.reader.pictures.medication.rows import TreatmentPicture
from carebus.reader.pictures.parts import Picture


class Deed(StrEnum):
    """What an act did to the row."""

    ADDED = "added"
    IMPORTED = "imported from a lookup"
    CHANGED = "changed"
    PAUSED = "paused"
    RESUMED = "resumed"
    CEASED_AHEAD = "ceased with a date ahead"
    STOPPED = "stopped"
    COMPLETED = "completed"
    REVERSED = "cease reversed"
    RETRACTED = "retracted: registered in error"
    PRESCRIBED = "its prescription changed"
    TAKEN_IN = "taken in from the list of another record"
    STANDS_FOR = "a row of another record's list goes on as it"
    CLOSED = "its list was closed: it goes on in another record"
    REOPENED = "its list was opened again"
    GIVEN_BACK = "given back as it stood before another record's list was taken in"


class ChangePicture(Picture):
    """One field that means something else after the act, in words; None where it says nothing."""

    field: str
    before: str | None
    after: str | None


class DeedPicture(Picture):
    """One act on the row."""

    what: Deed
    record: Annotated[str, Field(description="the fact's name on the log, such as TreatmentChanged")]
    changes: tuple[ChangePicture, ...]
    treatment: Annotated[
        TreatmentPicture | None,
        Field(description="as it stood after the act, on the list or when it left; None: retracted"),
    ]
    on_list: Annotated[bool, Field(description="whether the list had the row after the act")]
    by: Annotated[PersonPicture | None, Field(description="who decided, as the source names them")]
    act: ActPicture
    point_of_care: str | None
    format: Annotated[str, Field(description="of the message")]
    version: Annotated[int, Field(description="of the list after the act")]
    decided: Annotated[datetime, Field(description="when the bus accepted it: what `as_of` is measured by")]
    during_admission: Annotated[bool, Field(description="written while the list was not authoritative (R8)")]
    other_record: Annotated[
        str | None, Field(description="pseudonym of the record that it was taken in from, or goes on in (R23)")
    ] = None
    other_row: Annotated[str | None, Field(description="the row there")] = None


class ExplainedPicture(Picture):
    """One row, and every act on it."""

    row: str
    display: Annotated[str | None, Field(description="the medicine in words, as last told")]
    words: Annotated[str, Field(description="its state now, in words")]
    deeds: Annotated[tuple[DeedPicture, ...], Field(description="oldest first")]
