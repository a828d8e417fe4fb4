"""Understands what is answered about laboratory reports: all of one patient, and every version of one."""

from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.histories import HistoryPicture
from carebus.reader.pictures.reports import ReportPicture


class SearchAnswer(Answered):
    """All reports of one patient."""

    reports: Annotated[tuple[ReportPicture, ...], Field(description="newest first")]
    unreadable: Annotated[int, Field(description="reports that this release cannot read, and that are not shown")]


class HistoryAnswer(Answered):
    """Every version of one report."""

    history: HistoryPicture
