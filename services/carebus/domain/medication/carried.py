"""Understands what becomes of a field that a telling of a row leaves out: named as removed, kept, or an error (R3)."""

from collections.abc import Collection, Iterable
from typing import Any

from carebus.domain.medication.meaning import FIELDS, says, unlike, value
from carebus.domain.medication.treatment import Treatment
from carebus.domain.record import replace


def omitted(now: Treatment, told: Treatment, removed: Collection[str], cannot_carry: Collection[str]) -> list[str]:
    """The fields that stand now, are missing in the telling, and are neither removed on purpose nor unknown to the source's system."""
    return [
        name
        for name in unlike(now, told)
        if says(now, name) and not says(told, name) and name not in removed and name not in cannot_carry
    ]


def merged(now: Treatment, told: Treatment, cannot_carry: Iterable[str]) -> Treatment:
    """The telling with what its source's system cannot carry as it stands now."""
    for name in cannot_carry:
        if name in FIELDS:
            told = _with(told, name, value(now, name))
    return told


def _with(treatment: Treatment, name: str, content: Any) -> Treatment:
    group, _, field = name.rpartition(".")
    if not group:
        return replace(treatment, **{field: content})
    return replace(treatment, **{group: replace(getattr(treatment, group), **{field: content})})
