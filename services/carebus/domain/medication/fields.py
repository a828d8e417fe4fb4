"""Understands whether a write names fields that there are, and means what it says of them (R3)."""

from collections.abc import Iterable, Iterator

from carebus.domain.medication.account import ENDING
from carebus.domain.medication.meaning import FIELDS, says
from carebus.domain.medication.treatment import Treatment
from carebus.domain.problems import Code, Problem

_NAMES = frozenset({*FIELDS, ENDING})


def unknown_fields(where: str, names: Iterable[str]) -> Iterator[Problem]:
    """A field that no row has: a name that nobody knows would keep or remove nothing, in silence."""
    yield from (Problem(Code.UNKNOWN_FIELD, where, "no such field") for name in names if name not in _NAMES)


def named_wrongly(
    where: str, told: Treatment | None, removed: Iterable[str], cannot_carry: Iterable[str]
) -> Iterator[Problem]:
    """What is named and does not exist, and what is removed and told at once."""
    removed = tuple(removed)
    yield from unknown_fields(where, (*removed, *cannot_carry))
    for name in removed:
        if told and name in FIELDS and says(told, name):
            yield Problem(Code.INVALID_VALUE, where, f"{name}: both removed and told")
