"""Understands which rule a problem of the medication list breaks."""

from collections.abc import Iterable

from carebus.domain.decision import Refused
from carebus.domain.problems import Code, Problem

_RULES = {
    **dict.fromkeys((Code.OMITTED_ROW, Code.OMITTED_FIELD, Code.UNKNOWN_FIELD), "R3"),
    **dict.fromkeys((Code.NOT_CEASED, Code.NOT_PAUSED, Code.CEASED_AND_ACTIVE, Code.RETRACTED_ROW), "R4"),
    **dict.fromkeys((Code.UNKNOWN_REQUEST, Code.ALREADY_ANSWERED, Code.TOO_MANY_WAITING, Code.ID_REUSED), "R7"),
    Code.NONE_KNOWN_WITH_ROWS: "R19",
    **dict.fromkeys((Code.LIST_CLOSED, Code.NOT_CLOSED, Code.DECIDED_SINCE), "R23"),
    **dict.fromkeys((Code.SAME_PATIENT, Code.TOO_MANY_KEYS), "R23"),
}


def refused(problems: Iterable[Problem]) -> Refused | None:
    """The refusal for all the problems, by the rule of the first; what is wrong with a row itself is R1."""
    told = tuple(problems)
    return Refused(_RULES.get(told[0].code, "R1"), told) if told else None
