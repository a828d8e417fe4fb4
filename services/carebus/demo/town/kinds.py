"""Understands the kinds of act that the town plays, and what must become of those that are wrong on purpose."""

from dataclasses import dataclass
from enum import StrEnum

from carebus.domain.problems import Code
from carebus.domain.verdicts import Outcome


class Kind(StrEnum):
    """An act, in the words of the tables."""

    CREATE = "first list"
    LIST = "whole list"
    ADD = "new treatment"
    CHANGE = "other dose"
    PAUSE = "pause"
    RESUME = "resume"
    CEASE = "cease"
    CEASE_LATER = "cease, from a date ahead"
    REVERSE = "cease taken back"
    RETRACT = "retract"
    RECONCILE = "reconcile"
    PRESCRIBE = "prescription"
    PRESCRIBE_WITH = "prescription, part of a write"
    RECALL = "prescription recalled"
    ANSWER_PROPOSAL = "answer to a proposal"
    ACCEPT = "proposal accepted"
    DECLINE = "proposal declined"
    ANSWER_REPORT = "report answered"
    ADMIT = "admission"
    DISCHARGE = "discharge"
    ORDER = "order of a stay"
    DISPENSE = "dispensing"
    RESPONSIBLE = "multidose registered, M27.1"
    PACK = "multidose packed, M25.3"
    MULTIDOSE = "proposal, M25.2"
    PROPOSE = "proposal"
    REPORT = "discrepancy report"
    LOOKUP = "lookup"
    LOCK = "locked prescription"
    ALERT = "critical information"
    ENDING = "infection, until a moment ahead"
    OBSERVED = "allergy in another system"
    REVISE = "told more precisely"
    REFUTE = "refuted"
    WITHDRAW = "registered in error"
    NONE_KNOWN = "no allergy known"
    REPLACED = "D-number becomes national"
    ASSIGNED = "help number of a known patient"
    MERGED = "two records merged"
    LINKED = "two records linked"
    UNLINKED = "link taken back"
    MERGED_WRONGLY = "merged with another patient"
    UNMERGED = "merge taken back"
    MOVED = "visit moved to another patient"
    AGAIN = "the same message again"
    REWRITE = "the same dose, written otherwise"
    NOT_THEIRS = "✗ a row, by one who may not"
    FOREIGN_ROW = "✗ another patient's row"
    FOREIGN_PROPOSAL = "✗ another patient's proposal"
    FUTURE_BASE = "✗ base from the future"
    OLD_READING = "✗ base read 5 hours ago"
    ROW_LEFT_OUT = "✗ list without one of its rows"
    FIELD_LEFT_OUT = "✗ row without one of its fields"
    NOT_PAUSED = "✗ resume of what is not paused"
    OLD_ROW = "✗ new row under a ceased one's id"
    TWO_ROWS = "✗ one prescription in two rows"
    REUSED_ID = "✗ other content, same id"
    NONE_BESIDE = "✗ none known, beside an allergy"
    OLD_ENTRY = "✗ update of a version before"
    OTHER_CODE = "✗ update with another code"
    BY_PATIENT = "✗ critical, by the patient"
    RING = "✗ merged the other way round"
    WITH_SELF = "✗ merged with themselves"
    NEVER_MERGED = "✗ unmerge of what never was"
    WRONG_NUMBER = "✗ wrong check digit"
    UNKNOWN_SENDER = "✗ unknown sender"


@dataclass(frozen=True, slots=True)
class Due:
    """What must become of an act."""

    outcome: Outcome
    code: Code | None = None
    rule: str | None = None


DUE: dict[Kind, Due] = {
    Kind.REWRITE: Due(Outcome.DUPLICATE),
    Kind.NOT_THEIRS: Due(Outcome.REFUSED, Code.NOT_ALLOWED, "R25"),
    Kind.FOREIGN_ROW: Due(Outcome.REFUSED, Code.UNKNOWN_ROW, "R1"),
    Kind.FOREIGN_PROPOSAL: Due(Outcome.REFUSED, Code.UNKNOWN_REQUEST, "R7"),
    Kind.FUTURE_BASE: Due(Outcome.REFUSED, Code.BASE_FROM_THE_FUTURE, "R2"),
    Kind.OLD_READING: Due(Outcome.REFUSED, Code.STALE_READ, "R2"),
    Kind.ROW_LEFT_OUT: Due(Outcome.REFUSED, Code.OMITTED_ROW, "R3"),
    Kind.FIELD_LEFT_OUT: Due(Outcome.REFUSED, Code.OMITTED_FIELD, "R3"),
    Kind.NOT_PAUSED: Due(Outcome.REFUSED, Code.NOT_PAUSED, "R4"),
    Kind.OLD_ROW: Due(Outcome.REFUSED, Code.CEASED_AND_ACTIVE, "R4"),
    Kind.TWO_ROWS: Due(Outcome.REFUSED, Code.PRESCRIPTION_IN_TWO_ROWS, "R1"),
    Kind.REUSED_ID: Due(Outcome.REFUSED, Code.ID_REUSED, "R2"),
    Kind.NONE_BESIDE: Due(Outcome.REFUSED, Code.NONE_KNOWN_WITH_ALLERGY, "R26"),
    Kind.OLD_ENTRY: Due(Outcome.REFUSED, Code.STALE, "R10"),
    Kind.OTHER_CODE: Due(Outcome.REFUSED, Code.FROZEN_FIELD, "R10"),
    Kind.BY_PATIENT: Due(Outcome.REFUSED, Code.NOT_ALLOWED, "R25"),
    Kind.RING: Due(Outcome.REFUSED, Code.RING, "R23"),
    Kind.WITH_SELF: Due(Outcome.REFUSED, Code.SAME_PATIENT, "R23"),
    Kind.NEVER_MERGED: Due(Outcome.REFUSED, Code.NOT_LINKED, "R23"),
    Kind.WRONG_NUMBER: Due(Outcome.HELD, Code.INVALID_IDENTIFIER),
    Kind.UNKNOWN_SENDER: Due(Outcome.HELD, Code.UNKNOWN_SOURCE),
}
"""The acts whose end is known beforehand; one that states a base may be overtaken first."""

WRONG = frozenset(kind for kind, due in DUE.items() if due.code)

OVERTAKEN = frozenset({Code.STALE, Code.ALREADY_ANSWERED, Code.RETRACTED_ENTRY})
"""Why an act that is right may be refused all the same: somebody else was first."""

OVERTAKEN_IN: dict[Kind, frozenset[Code]] = {
    Kind.NONE_KNOWN: frozenset({Code.NONE_KNOWN_WITH_ALLERGY}),
    Kind.MERGED_WRONGLY: frozenset({Code.MERGED_ALREADY, Code.RING}),
    Kind.UNMERGED: frozenset({Code.NOT_LINKED}),
    Kind.UNLINKED: frozenset({Code.NOT_LINKED}),
    Kind.RING: frozenset({Code.MERGED_ALREADY}),
}
"""And what else may have come before acts of one kind."""
