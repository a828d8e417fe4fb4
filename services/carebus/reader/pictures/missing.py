"""Understands the six words for nothing (R19), and which of them an answer of the reader must say."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from carebus.reader.pictures.parts import Picture


class Word(StrEnum):
    """R19's words. The last two come with access control."""

    NONE_KNOWN = "none known"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    BLOCKED = "blocked"
    RESERVED = "reserved"


class Because(StrEnum):
    """Why what is shown may not be all there is."""

    NOBODY_RECORDED = "nobody recorded any report"
    HELD = "records of this patient are held until a fault is mended"
    BEHIND = "the reader's copy is behind"
    UNREADABLE = "a record of this patient cannot be read by this release"
    NOT_RELEASED = "not released to the patient yet"
    NO_LIST = "nobody made a medication list"
    NO_ROWS = "the list has no rows, and nobody says that nothing is taken"
    NOTHING_TAKEN = "a person says that nothing is taken"
    LOCKED = "prescriptions are locked at a register"
    ROWS_WITHHELD = "a register withholds rows"
    MESSAGES_HELD = "messages of a source are held"
    SOURCE_GAP = "messages of a source are missing"
    LOOKUP_FAILED = "a lookup at a register failed in part"
    OTHER_RECORDS = "this person has other records"
    LINKS_HELD = "which records are one person's is held until a fault is mended"
    LINKS_BEHIND = "the reader's copy of which records are one person's is behind"
    LINKS_UNREADABLE = "which records are this person's cannot be read by this release"


class MissingPicture(Picture):
    """What the answer lacks or may lack, in one of the six words."""

    word: Word
    because: Because
    since: Annotated[
        datetime | None, Field(description="unknown since then; None: since before the reader started")
    ] = None
    until: Annotated[datetime | None, Field(description="withheld until then, the earliest of several")] = None


class Doubt(NamedTuple):
    """How it is said that something is held, behind, or unreadable."""

    held: Because
    behind: Because
    unreadable: Because


CONTENT = Doubt(Because.HELD, Because.BEHIND, Because.UNREADABLE)
"""What is recorded of a patient."""

LINKS = Doubt(Because.LINKS_HELD, Because.LINKS_BEHIND, Because.LINKS_UNREADABLE)
"""Which records are one person's."""


def doubts(
    of: Doubt, *, held_since: datetime | None, behind: bool, complete: datetime | None, unreadable: bool
) -> tuple[MissingPicture, ...]:
    """Every reason why there may be more than is shown; `complete` is when the copy was last known to hold everything."""
    found = []
    if held_since is not None:
        found.append(MissingPicture(word=Word.UNKNOWN, because=of.held, since=held_since))
    if behind:
        found.append(MissingPicture(word=Word.UNKNOWN, because=of.behind, since=complete))
    if unreadable:
        found.append(MissingPicture(word=Word.UNKNOWN, because=of.unreadable))
    return tuple(found)


NOBODY = MissingPicture(word=Word.ABSENT, because=Because.NOBODY_RECORDED)
"""Said where nothing is shown and nothing is in doubt."""

ELSEWHERE = MissingPicture(word=Word.UNKNOWN, because=Because.OTHER_RECORDS)
"""Said of one record of a person who has several: what is absent here may stand in another."""
