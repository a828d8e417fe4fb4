"""Understands how all critical information of a patient is shown: the answer about allergies, and every entry, what holds and is grave first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.critical_info.entry import Severity, Verification
from carebus.domain.critical_info.view import CriticalInformation
from carebus.reader.pictures.critical_info.allergies import (
    AllergiesPicture,
    AllergyAnswer,
    NoneKnownPicture,
    allergies,
    none_known,
)
from carebus.reader.pictures.critical_info.entries import CriticalEntryPicture, WhyNot, entry
from carebus.reader.pictures.missing import MissingPicture, Word
from carebus.reader.pictures.parts import Audience, Picture

_STANDS = (None, WhyNot.EXPIRED, WhyNot.REFUTED, WhyNot.RETRACTED)
_GRAVE = (Severity.HIGH, Severity.UNABLE_TO_ASSESS, None, Severity.LOW)
_SURE = (
    Verification.CONFIRMED,
    Verification.PRESUMED,
    Verification.UNCONFIRMED,
    Verification.REFUTED,
    Verification.ENTERED_IN_ERROR,
)


class CriticalPicture(Picture):
    """What must be known before anything is done to one patient."""

    revision: Annotated[int, Field(description="one more at each change of any kind; a verdict names the one it made")]
    word: Annotated[
        Word | None, Field(description="where there is no entry at all, which of the six words says why (R19)")
    ]
    allergies: AllergiesPicture
    none_known: Annotated[
        tuple[NoneKnownPicture, ...],
        Field(description="who said that none is known, the newest first; also what ended"),
    ]
    entries: Annotated[
        tuple[CriticalEntryPicture, ...],
        Field(description="those that hold first, the gravest before all; then expired, refuted and retracted ones"),
    ]


def information(
    told: CriticalInformation, missing: Sequence[MissingPicture], audience: Audience, now: datetime
) -> CriticalPicture:
    """Draws it for `audience`, as the clock has it at `now`; `missing` is what the answer is known to lack."""
    answer = allergies(told, audience)
    said = sorted(told.none_known, key=lambda each: (each.ended is None, each.at), reverse=True)
    return CriticalPicture(
        revision=told.revision,
        word=None if told.entries else _word(answer, missing),
        allergies=answer,
        none_known=tuple(none_known(each, audience) for each in said),
        entries=tuple(sorted((entry(each, audience, now) for each in told.entries), key=_reading_order)),
    )


def _word(answer: AllergiesPicture, missing: Sequence[MissingPicture]) -> Word:
    if missing:
        return Word.UNKNOWN
    return Word.NONE_KNOWN if answer.answer is AllergyAnswer.NONE_KNOWN else Word.ABSENT


def _reading_order(shown: CriticalEntryPicture) -> tuple[int, int, int]:
    return (_STANDS.index(shown.why_not), _GRAVE.index(shown.severity), _SURE.index(shown.verification))
