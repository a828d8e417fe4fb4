"""Understands what is answered about critical information: all of it, now or as it was, and the history of one entry."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.critical_info.histories import CriticalHistoryPicture
from carebus.reader.pictures.critical_info.information import CriticalPicture


class CriticalAnswer(Answered):
    """One patient's critical information, now or as it was."""

    as_of: Annotated[
        datetime | None, Field(description="as it was known then, without what is retracted now; None: as it is now")
    ]
    information: CriticalPicture


class CriticalHistoryAnswer(Answered):
    """Every act on one entry."""

    history: CriticalHistoryPicture
