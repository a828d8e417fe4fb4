"""Understands what contradicts what is known of a patient, and how that is said without showing who the patient is (R23)."""

from enum import StrEnum

from carebus.domain.decision import Refused
from carebus.domain.identity.view import View
from carebus.domain.problems import Code, Problem


class Contradiction(StrEnum):
    """What cannot be, beside what is known; the words are what a publisher is told."""

    SAME_PATIENT = "is the same key as the other"
    GAVE_WAY_TO_ANOTHER = "gave way to another key in the same way"
    RING = "gives way to the first already: the two would give way to each other"
    TOO_MANY = "would be of a person with more keys or links than one can have"
    NOT_TOLD = "is not so tied to the other, so there is nothing to undo"
    NOT_DECEASED = "is not told to be dead"
    DECEASED_BY_OTHERS = "is told to be dead by others alone: they, or a register of persons, take that back"
    VISIT_ELSEWHERE = "does not have the visit: it was moved elsewhere"
    VISIT_HERE = "has the visit already, from another"
    NO_DISPUTE = "has no such dispute"


_CODES = {
    Contradiction.SAME_PATIENT: Code.SAME_PATIENT,
    Contradiction.GAVE_WAY_TO_ANOTHER: Code.MERGED_ALREADY,
    Contradiction.RING: Code.RING,
    Contradiction.TOO_MANY: Code.TOO_MANY_KEYS,
    Contradiction.NOT_TOLD: Code.NOT_LINKED,
    Contradiction.NOT_DECEASED: Code.NOT_DECEASED,
    Contradiction.DECEASED_BY_OTHERS: Code.DECEASED_BY_OTHERS,
    Contradiction.VISIT_ELSEWHERE: Code.VISIT_ELSEWHERE,
    Contradiction.VISIT_HERE: Code.VISIT_HERE,
    Contradiction.NO_DISPUTE: Code.UNKNOWN_DISPUTE,
}


def refused(contradiction: Contradiction, where: str, view: View | None) -> Refused:
    """The refusal by R23: the field, what is wrong with it, and the revision of its picture; no key is shown."""
    detail = f"{contradiction} (revision {view.revision if view else 0})"
    return Refused("R23", (Problem(_CODES[contradiction], where, detail),))
