"""Understands the difference that a stale write is answered with: row by row and field by field, base, yours and now (R2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from carebus.domain.medication.meaning import FIELDS, differing, value
from carebus.domain.medication.treatment import Treatment, TreatmentId


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one row, as three lists have it; None where it says nothing, or the list has no such row.

    The field `row` tells of the row itself: the whole treatment, or None where a list does not have it. `is_yours`: you changed it since
    the base; `has_moved`: somebody else did.
    """

    row: TreatmentId
    field: str
    base: Any
    yours: Any
    now: Any
    is_yours: bool
    has_moved: bool


ROW = "row"


def difference(
    base: Iterable[Treatment], yours: Iterable[Treatment], now: Iterable[Treatment]
) -> tuple[Difference, ...]:
    """What you changed, what moved meanwhile, and where both did; rows in the order of the list as it is now, then of yours.

    Each list is the rows that are active in it: a row that was ceased or retracted is not there.
    """
    lists = tuple({each.id: each for each in rows} for rows in (base, yours, now))
    ids = dict.fromkeys((*lists[2], *lists[1], *lists[0]))
    return tuple(told for id_ in ids for told in _of_row(id_, *(each.get(id_) for each in lists)))


def _of_row(
    id_: TreatmentId, base: Treatment | None, yours: Treatment | None, now: Treatment | None
) -> Iterable[Difference]:
    mine, others = _changed(base, yours), _changed(base, now)
    if base is None or yours is None or now is None:
        return (Difference(id_, ROW, base, yours, now, bool(mine), bool(others)),) if mine or others else ()
    return (
        Difference(id_, name, value(base, name), value(yours, name), value(now, name), name in mine, name in others)
        for name in FIELDS
        if name in mine or name in others
    )


def _changed(one: Treatment | None, other: Treatment | None) -> tuple[str, ...]:
    if one is None or other is None:
        return () if one is other else (ROW,)
    return differing(one, other)
