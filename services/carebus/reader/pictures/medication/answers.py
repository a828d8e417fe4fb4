"""Understands what is answered about a medication list: the list, why a row is as it is, what a refused write differs in."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.medication.differences import DifferencePicture
from carebus.reader.pictures.medication.explained import ExplainedPicture
from carebus.reader.pictures.medication.lists import ListPicture


class ListAnswer(Answered):
    """One patient's medication list, now or as it was."""

    as_of: Annotated[datetime | None, Field(description="the list as it was known then; None: as it is now")]
    list: Annotated[ListPicture | None, Field(description="None: nothing was ever told of the patient's medication")]


class ExplainAnswer(Answered):
    """Every act on one row."""

    explained: ExplainedPicture


class DifferenceAnswer(Answered):
    """What a refused write and the list differ in."""

    difference: DifferencePicture
