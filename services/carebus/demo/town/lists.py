"""Understands how a whole list (M25.1) is told: every row accounted for (R3)."""

from typing import Any

from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.medicines import dose, finished, row, rows
from carebus.demo.town.row_acts import carried, ending
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import Row
from carebus.domain.medication.writes import Cease, ListSubmitted, Retraction
from carebus.domain.record import replace


def create(sight: Sight) -> Draft:
    """The first list (createPLL); where somebody has made one meanwhile, theirs is gone on with."""
    if sight.chart.listed.version:
        return whole(sight)
    told = rows(sight.of, sight.of.randint(2, 6), sight.by, sight.now)
    if sight.of.random() < 0.25:
        told = (
            *told,
            finished(row(sight.of, sight.by, sight.now, without=frozenset()), sight.of, sight.now, "Cefalexin"),
        )
    fields = {"rows": told, "create": True, "reconciles": sight.of.random() < 0.5, "by": sight.by}
    return Draft(Kind.CREATE, ListSubmitted, {**sight.base, **fields})


def whole(sight: Sight) -> Draft:
    """The list with a dose changed, a row ceased, a row more, or one told of that was begun and ceased elsewhere."""
    told = retold(sight)
    present, ceased = list(told["rows"]), list(told["ceased"])
    if present and sight.of.random() < 0.3:
        left = present.pop(sight.of.randrange(len(present)))
        ceased = [each for each in ceased if each.treatment.id != left.id]
        ceased.append(Cease(left, ending(sight, 0)))
    if present and sight.of.random() < 0.6:
        place = sight.of.randrange(len(present))
        present[place] = replace(present[place], dosage=dose(sight.of, present[place].dosage), decided_by=sight.by)
    if sight.of.random() < 0.05:
        elsewhere = row(sight.of, sight.by, sight.now, without=sight.chart.medicines)
        ceased.append(Cease(elsewhere, ending(sight, 0)))
    retracted = _retracted(sight, present)
    if not present or sight.of.random() < 0.4:
        present.append(row(sight.of, sight.by, sight.now, without=sight.chart.medicines))
    reconciles = sight.of.random() < 0.3
    here = {"rows": tuple(present), "ceased": tuple(ceased), "retracted": retracted, "reconciles": reconciles}
    return listing(sight, Kind.LIST, told | here)


def retold(sight: Sight) -> dict[str, Any]:
    """The list as it was read: its rows, and those that will be ceased."""
    shown = sight.chart.shown
    return {
        "rows": tuple(_told(each, sight) for each in shown if not _is_gone(each, sight)),
        "ceased": tuple(Cease(_told(each, sight), each.ending) for each in shown if each.ending),
        "cannot_carry": sight.writer.cannot_carry,
        "by": sight.by,
    }


def listing(sight: Sight, kind: Kind, fields: dict[str, Any]) -> Draft:
    """A whole list, based on what was read."""
    return Draft(kind, ListSubmitted, {**sight.base, **fields})


def _retracted(sight: Sight, present: list[Treatment]) -> tuple[Retraction, ...]:
    """Now and then the newest row was registered in error."""
    if not present or present[-1].id in {row.treatment.id for row in sight.chart.rows if row.ending}:
        return ()
    return (Retraction(present.pop().id, "wrong patient"),) if sight.of.random() < 0.1 else ()


def _told(each: Row, sight: Sight) -> Treatment:
    return carried(each.treatment, sight.writer.cannot_carry)


def _is_gone(each: Row, sight: Sight) -> bool:
    return each.ending is not None and sight.chart.row(each.treatment.id) is None
