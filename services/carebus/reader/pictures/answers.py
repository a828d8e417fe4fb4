"""Understands what a search and a history answer: pictures, how old they are, and what may be missing from them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.histories import HistoryPicture
from carebus.reader.pictures.missing import MissingPicture
from carebus.reader.pictures.parts import Audience, Picture
from carebus.reader.pictures.reports import ReportPicture


class _Answer(Picture):
    audience: Audience
    answered: Annotated[datetime, Field(description="when, UTC")]
    age_seconds: Annotated[
        float | None, Field(description="since the reader's copy was last known to hold everything; None: not yet")
    ]
    missing: Annotated[
        tuple[MissingPicture, ...], Field(description="why there may be more than is shown, or why nothing is (R19)")
    ]


class SearchAnswer(_Answer):
    """All reports of one patient."""

    reports: Annotated[tuple[ReportPicture, ...], Field(description="newest first")]
    unreadable: Annotated[int, Field(description="reports that this release cannot read, and that are not shown")]


class HistoryAnswer(_Answer):
    """Every version of one report."""

    history: HistoryPicture
