"""Understands what an entry is at a time: active or not (R11), and an allergy that counts or not (R26)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from carebus.domain.critical_info.entry import Kind, Scope, Verification
from carebus.domain.critical_info.view import Entry, NoneKnown
from carebus.domain.dates import end

_WITHDRAWN = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})

ALLERGIES = frozenset({Kind.DRUG_REACTION, Kind.OTHER_ALLERGEN})
"""The kinds that are allergies (overfølsomhetsreaksjoner)."""

KINDS = {Scope.ANY: ALLERGIES, Scope.DRUG: frozenset({Kind.DRUG_REACTION})}
"""Scope to the kinds of allergy that are in it."""


def is_active(entry: Entry, now: datetime) -> bool:
    """Whether it holds at a time: neither refuted nor retracted, and not past its end, whether or not that was announced (R11)."""
    return entry.verification not in _WITHDRAWN and not is_over(entry, now)


def is_over(entry: Entry, now: datetime) -> bool:
    """Whether its end (validUntil, period.end) is reached: a day, month or year to its last hour."""
    until = entry.content.valid_until if entry.content else None
    return until is not None and end(until) <= now


def counts(verification: Verification) -> bool:
    """Whether something is neither refuted nor retracted: what once was an allergy is one, however long ago its period ended."""
    return verification not in _WITHDRAWN


def live_allergies(entries: Iterable[Entry], scope: Scope) -> Iterator[Entry]:
    """The allergies beside which nobody can say that none is known (R26)."""
    return (entry for entry in entries if entry.kind in KINDS[scope] and counts(entry.verification))


def standing(statements: Iterable[NoneKnown]) -> tuple[NoneKnown, ...]:
    """The statements that no allergy is known which stand now (R26)."""
    return tuple(each for each in statements if each.ended is None)
