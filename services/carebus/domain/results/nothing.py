"""Understands the six words for nothing, and which of them a reader of results is told (R19)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from carebus.domain.results.release import Withheld


class Nothing(StrEnum):
    """Why there is nothing to read; no two of them may be shown alike."""

    NONE_KNOWN = "none known"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    BLOCKED = "blocked"
    RESERVED = "reserved"


FHIR: dict[Nothing, str | None] = {
    Nothing.NONE_KNOWN: "nilknown",
    Nothing.ABSENT: "notasked",
    Nothing.UNKNOWN: "unavailable",
    Nothing.WITHHELD: "masked",
    Nothing.BLOCKED: "not-permitted",
    Nothing.RESERVED: None,
}
"""The words as codes; of a reserved record nothing is said but "ask the patient".

Source: FHIR R4 list-empty-reason (nilknown, notasked, unavailable) and data-absent-reason (masked, not-permitted); R19.
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """A word for nothing, and since or until when where that is known."""

    word: Nothing
    since: datetime | None = None
    until: datetime | None = None


def silence(*, held_since: datetime | None = None, withheld: Withheld | None = None) -> Silence:
    """What a reader of results is told where no report is shown, before access is decided.

    Data that is held, or behind, counts before all else: who hears `withheld` or `absent` would believe that this is all. A laboratory
    that sent nothing leaves `absent`; `none known` is a statement by a person and is never derived.
    """
    if held_since is not None:
        return Silence(Nothing.UNKNOWN, since=held_since)
    if withheld is not None:
        return Silence(Nothing.WITHHELD, until=withheld.until)
    return Silence(Nothing.ABSENT)
