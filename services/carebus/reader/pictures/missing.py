"""Understands the six words for nothing (R19), and which of them an answer of the reader must say."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

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


class MissingPicture(Picture):
    """What the answer lacks or may lack, in one of the six words."""

    word: Word
    because: Because
    since: Annotated[
        datetime | None, Field(description="unknown since then; None: since before the reader started")
    ] = None
    until: Annotated[datetime | None, Field(description="withheld until then, the earliest of several")] = None


def missing(
    *, held_since: datetime | None, behind: bool, complete: datetime | None, unreadable: bool, empty: bool
) -> tuple[MissingPicture, ...]:
    """Every reason why there may be more than is shown; where there is none and nothing is shown, nobody recorded any report.

    `complete` is the time at which the copy was last known to hold everything.
    """
    found = []
    if held_since is not None:
        found.append(MissingPicture(word=Word.UNKNOWN, because=Because.HELD, since=held_since))
    if behind:
        found.append(MissingPicture(word=Word.UNKNOWN, because=Because.BEHIND, since=complete))
    if unreadable:
        found.append(MissingPicture(word=Word.UNKNOWN, because=Because.UNREADABLE))
    if not found and empty:
        found.append(MissingPicture(word=Word.ABSENT, because=Because.NOBODY_RECORDED))
    return tuple(found)
