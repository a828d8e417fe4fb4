"""Understands how the difference is shown that a refused write is answered with: row by row, base, yours and now (R2)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.acts import ActPicture
from carebus.reader.pictures.medication.rows import TreatmentPicture
from carebus.reader.pictures.parts import Picture


class FieldPicture(Picture):
    """One field as three lists have it, in words; None where it says nothing. The field `row` is the row itself."""

    field: str
    base: Annotated[str | None, Field(description="in the list that the write was based on")]
    yours: Annotated[str | None, Field(description="in the list as the write would have left it")]
    now: Annotated[str | None, Field(description="in the list as it is")]
    is_yours: Annotated[bool, Field(description="the write changes it")]
    has_moved: Annotated[bool, Field(description="somebody else changed it since the base")]


class RowDifferencePicture(Picture):
    """One row that you or somebody else changed; a treatment is None where a list does not have it."""

    row: str
    display: Annotated[str, Field(description="the medicine in words")]
    base: TreatmentPicture | None
    yours: TreatmentPicture | None
    now: TreatmentPicture | None
    fields: tuple[FieldPicture, ...]


class RefusedPicture(Picture):
    """The write that was refused."""

    act: ActPicture
    record: Annotated[str, Field(description="its name on the bus, such as ListSubmitted")]
    base: Annotated[int, Field(description="the version that it was based on")]
    read_at: Annotated[datetime, Field(description="when its author had read that")]
    decided: Annotated[datetime, Field(description="when it was refused")]
    problems: Annotated[tuple[str, ...], Field(description="codes: stale, base-too-old, stale-read …")]


class DifferencePicture(Picture):
    """What the write wanted, and what has moved since its base."""

    refused: RefusedPicture
    version: Annotated[int, Field(description="of the list now: what the next write is based on")]
    rows: Annotated[
        tuple[RowDifferencePicture, ...], Field(description="in the order of the list as it is now, then of yours")
    ]
