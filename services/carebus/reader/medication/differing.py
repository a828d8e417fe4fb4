"""Understands what a refused write and the list differ in: on its base, as it would have left the list, and now (R2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from carebus.domain.decision import Accepted
from carebus.domain.medication.account import ENDING
from carebus.domain.medication.decide import decide
from carebus.domain.medication.difference import ROW, Difference, difference
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.meaning import differing, value
from carebus.domain.medication.moving import act as act_of
from carebus.domain.medication.status import standing_of_ceased
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.units import units_of
from carebus.domain.medication.writes import Write
from carebus.reader.entries import RefusedAt
from carebus.reader.medication.history import Fact, Medication, at_version, fold
from carebus.reader.pictures.acts import act
from carebus.reader.pictures.medication.differences import (
    DifferencePicture,
    FieldPicture,
    RefusedPicture,
    RowDifferencePicture,
)
from carebus.reader.pictures.medication.rows import treatment
from carebus.reader.pictures.medication.words import medicine_words, standing_words, words
from carebus.reader.pictures.parts import Audience

_WHENEVER = Limits(read_within=timedelta(days=36_500))
"""On its base a write is looked at as if it had come in time."""


@dataclass(frozen=True, slots=True)
class _Three:
    """What is known on the base, as the write would have left it, and now."""

    base: Medication
    yours: Medication
    now: Medication

    def treatments(self, row: str) -> tuple[Treatment | None, ...]:
        found = (each.row(row) for each in (self.base, self.yours, self.now))
        return tuple(known.treatment if known else None for known in found)

    def differences(self) -> tuple[Difference, ...]:
        lists = ([row.treatment for row in each.listed.rows] for each in (self.base, self.yours, self.now))
        return difference(*lists)


def shown_difference(facts: Iterable[Fact], write: Write, refused: RefusedAt) -> DifferencePicture | None:
    """Row by row what the write changes and what has moved since its base; None where the list has not come to that."""
    told = list(facts)
    base = at_version(told, write.base)
    if base is None:
        return None
    three = _Three(base, _after(base, write), fold(told))
    return DifferencePicture(
        refused=RefusedPicture(
            act=act(act_of(write.provenance)),
            record=type(write).__name__,
            base=write.base,
            read_at=write.read_at,
            decided=refused.decided,
            problems=refused.problems,
        ),
        version=three.now.listed.version,
        rows=tuple(_rows(three)),
    )


def _after(base: Medication, write: Write) -> Medication:
    """The medication as the write would have left it; where it could not have stood on its base either, as it is told."""
    views = {unit: base.units.get(unit) for unit in units_of(write)}
    decision = decide(views, write, max(write.provenance.received, write.read_at), _WHENEVER)
    after = base
    for event in decision.events if isinstance(decision, Accepted) else (write,):
        after = after.after(event)
    return after


def _rows(three: _Three) -> Iterator[RowDifferencePicture]:
    fields = {row: tuple(each) for row, each in groupby(three.differences(), lambda told: told.row)}
    ids = (known.treatment.id for each in (three.now, three.yours, three.base) for known in each.listed.rows)
    for row in dict.fromkeys(ids):
        told = (*_fields(three, row, fields.get(row, ())), *_ending(three, row))
        if told:
            yield _row(three, row, told)


def _row(three: _Three, row: str, told: tuple[FieldPicture, ...]) -> RowDifferencePicture:
    base, yours, now = three.treatments(row)
    named = now or yours or base
    return RowDifferencePicture(
        row=row,
        display=medicine_words(named.medicine) if named else row,
        base=_treatment(base),
        yours=_treatment(yours),
        now=_treatment(now),
        fields=told,
    )


def _fields(three: _Three, row: str, told: Iterable[Difference]) -> Iterator[FieldPicture]:
    for each in told:
        if each.field == ROW:
            places = (_place(known, row) for known in (three.base, three.yours, three.now))
            yield _field(ROW, tuple(places), is_yours=each.is_yours, has_moved=each.has_moved)
            yield from _of_those_that_have_it(each)
        else:
            contents = tuple(map(words, (each.base, each.yours, each.now)))
            yield _field(each.field, contents, is_yours=each.is_yours, has_moved=each.has_moved)


def _of_those_that_have_it(told: Difference) -> Iterator[FieldPicture]:
    """The fields of a row that one of the lists does not have, in which the two that have it differ."""
    three = told.base, told.yours, told.now
    having = [each for each in three if each is not None]
    for name in differing(*having) if len(having) == 2 else ():
        contents = tuple(words(value(each, name)) if each else None for each in three)
        yield _field(name, contents, is_yours=told.yours is not None, has_moved=told.now is not None)


def _ending(three: _Three, row: str) -> Iterator[FieldPicture]:
    """A cease with a date ahead, which is no field of the treatment; of a list that does not have the row, nothing."""
    base, yours, now = (known.row(row) for known in (three.base, three.yours, three.now))
    if base is None:
        return
    mine = yours is not None and yours.ending != base.ending
    others = now is not None and now.ending != base.ending
    if mine or others:
        contents = tuple(words(each.ending) if each else None for each in (base, yours, now))
        yield _field(ENDING, contents, is_yours=mine, has_moved=others)


def _field(name: str, contents: tuple[str | None, ...], *, is_yours: bool, has_moved: bool) -> FieldPicture:
    base, yours, now = contents
    return FieldPicture(field=name, base=base, yours=yours, now=now, is_yours=is_yours, has_moved=has_moved)


def _place(known: Medication, row: str) -> str | None:
    if known.row(row):
        return "on the list"
    gone = known.gone(row)
    state = standing_of_ceased(gone) if gone else None
    return standing_words(state) if state else None


def _treatment(told: Any) -> Any:
    return treatment(told, Audience.CLINICIAN) if told else None
