"""Understands how it is shown that a list goes on in another record of the patient, and that others' lists go on in it (R23).

A record is told by its pseudonym. Whether a list that was taken in is closed, that list itself says, at each question: nothing is stored twice.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from carebus.domain.medication.view import Closed, MedicationList, TakenIn
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.medication.parts import StampPicture, stamp
from carebus.reader.pictures.parts import Audience, Picture


class Became(StrEnum):
    """How a list that was taken in stands now."""

    CLOSED = "closed"
    TOLD_OF_SINCE = "closed, and something has come beside it since"
    OPEN = "open: it stands beside this list"
    UNREADABLE = "it cannot be read"


class ClosedPicture(Picture):
    """The list goes on in that of another record of the patient."""

    record: Annotated[str, Field(description="pseudonym of the record in which it goes on")]
    done: Annotated[
        StampPicture | None, Field(description="who took it in there, when, and at which version of this one")
    ]
    source: str
    submission_id: Annotated[str, Field(description="by which it was closed, named after the list that took it in")]
    same_person: Annotated[bool, Field(description="whether the records are one person's now; else: open it again")]
    told_of_since: Annotated[bool, Field(description="something has come beside it since: look at it too")]


class TakenInPicture(Picture):
    """The list of another record of the patient that goes on here, or should."""

    record: Annotated[str, Field(description="pseudonym of the other record")]
    version: Annotated[int, Field(description="of the other list, as it was taken in")]
    version_now: Annotated[int | None, Field(description="of the other list; another one: it has moved on")]
    became: Became
    same_person: Annotated[bool, Field(description="whether the records are one person's now; else: undo it")]
    at: datetime
    source: str
    submission_id: Annotated[str, Field(description="of the whole list that took it in")]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a list goes on, and what goes on in it."""

    closed: ClosedPicture | None = None
    taken_in: tuple[TakenInPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """The records that the list may name: `own` is the one that is asked for, and `person` are all of the person's as the links are now.

    `listed` finds the list of any (None: it cannot be read), `name` is its pseudonym.
    """

    own: PatientKey
    person: Collection[PatientKey]
    listed: Callable[[PatientKey], MedicationList | None]
    name: Callable[[PatientKey], str]


NOWHERE = Elsewhere()


def elsewhere(listed: MedicationList, records: Records, audience: Audience, now: datetime) -> Elsewhere:
    """Drawn with how each other list stands."""
    return Elsewhere(
        _closed(listed, listed.closed, records, audience, now) if listed.closed else None,
        tuple(_taken_in(each, records) for each in listed.taken_in),
    )


def _closed(
    listed: MedicationList, closed: Closed, records: Records, audience: Audience, now: datetime
) -> ClosedPicture:
    return ClosedPicture(
        record=records.name(closed.into),
        done=stamp(closed.done, audience, now),
        source=closed.source,
        submission_id=closed.submission_id,
        same_person=closed.into in records.person,
        told_of_since=listed.revision > closed.revision,
    )


def _taken_in(told: TakenIn, records: Records) -> TakenInPicture:
    other = records.listed(told.key)
    return TakenInPicture(
        record=records.name(told.key),
        version=told.version,
        version_now=other.version if other else None,
        became=_became(other, records.own),
        same_person=told.key in records.person,
        at=told.at,
        source=told.source,
        submission_id=told.submission_id,
    )


def _became(other: MedicationList | None, own: PatientKey) -> Became:
    if other is None:
        return Became.UNREADABLE
    if other.closed is None or other.closed.into != own:
        return Became.OPEN
    return Became.TOLD_OF_SINCE if other.revision > other.closed.revision else Became.CLOSED
