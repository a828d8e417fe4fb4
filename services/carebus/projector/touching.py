"""Understands what a record of a line touches, by names, and whether it is behind one that waits: one that touches the same.

The names are those of the persons (`Area.touched_by`) and that of the submission id, under which it may be a repeat (rule 10).
"""

from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import Any

from carebus.domain.provenance import PatientKey
from carebus.domain.work import Touched
from carebus.projector import records
from carebus.projector.batch import Batch, seen_key
from carebus.projector.cache import Unit
from carebus.projector.defect import Defect, pinned
from carebus.projector.incoming import Incoming

Names = frozenset[str]


def names(batch: Batch, incoming: Incoming, record: Any) -> Names | None:
    """What a record touches; None where nobody can tell: it could be everything that is behind the same key."""
    area = batch.area
    if area.line is None or not isinstance(record, area.submissions):
        return None
    persons: frozenset[PatientKey] | None = area.touched_by(partial(_view, batch, incoming), record)
    return None if persons is None else persons | {_submission(incoming, record)}


def names_if_any(batch: Batch, incoming: Incoming, record: Any) -> Names | None:
    """The same of a record that a defect was pinned to: None where the defect is in finding them."""
    try:
        with pinned(incoming):
            return names(batch, incoming, record)
    except Defect:
        return None


def is_behind(batch: Batch, incoming: Incoming, touched: Names) -> bool:
    """Tell whether any of these is touched by a record that waits."""
    return any(batch.touched_last(incoming.partition, incoming.patient, name) is not None for name in touched)


def note(batch: Batch, incoming: Incoming, number: int, touched: Names) -> None:
    """The waiting record `number` touches these: others are behind it."""
    for name in sorted(touched):
        records.touched(batch, incoming, name, Touched(number))


def forget(batch: Batch, incoming: Incoming, number: int, touched: Iterable[str]) -> None:
    """The record `number` waits no more: whoever is touched by none after it is free."""
    for name in touched:
        if batch.touched_last(incoming.partition, incoming.patient, name) == number:
            records.touched(batch, incoming, name, None)


def _view(batch: Batch, incoming: Incoming, unit: str) -> Any:
    return batch.view(Unit(incoming.partition, incoming.patient, unit))


def _submission(incoming: Incoming, record: Any) -> str:
    return sha256(seen_key(incoming.patient, record.provenance)).hexdigest()
