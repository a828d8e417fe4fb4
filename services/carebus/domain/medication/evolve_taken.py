"""Understands how a list is after it took in others, was closed, or was opened again: what an unmerge gives back is never lost (R23)."""

from collections.abc import Iterator

from carebus.domain.medication.moving import changed, moved, stamp
from carebus.domain.medication.reconciled import is_authoritative
from carebus.domain.medication.treatment import TreatmentId
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import Closed, MedicationList, Row, RowFields, Stood, TakenIn
from carebus.domain.medication.writes import ListClosed, ListReopened, ListSubmitted
from carebus.domain.provenance import PatientKey, told_at
from carebus.domain.record import replace

TAKEN = RowFields(LIST, ("takes_in",))
"""What a version changed that took in other lists: a list that does so has moved, for whoever would take in that one."""


def with_taken(before: MedicationList, after: MedicationList, told: ListSubmitted) -> MedicationList:
    """The list after it took in those that it named, with what stood before."""
    if not told.takes_in or told.key is None:
        return after
    new = tuple(
        TakenIn(each.key, each.base, told.provenance.source, told.provenance.submission_id, told_at(told.provenance))
        for each in told.takes_in
    )
    keys = {each.key for each in new}
    others = tuple(each for each in before.taken_in if each.key not in keys)
    return replace(after, taken_in=(*others, *new), stood=_stood(before, after, told, told.key))


def after_close(listed: MedicationList, event: ListClosed) -> MedicationList:
    """The list with where it goes on; nothing of it is taken away."""
    provenance = event.provenance
    done = stamp(listed.version, provenance, event.by)
    closed = Closed(event.into, provenance.source, provenance.submission_id, listed.revision + 1, done)
    return changed(listed, closed=closed)


def after_reopen(listed: MedicationList, event: ListReopened) -> MedicationList:
    """The list open again, or as it stood before it took in others."""
    stood = listed.stood
    if listed.closed or stood is None:
        return changed(listed, closed=None)
    names = tuple(_given_back(listed.rows, stood.rows)) or (TAKEN,)
    beside = {"reconciled": stood.reconciled, "none_known": stood.none_known}
    after = moved(listed, event.provenance, stood.rows, names, event.by, taken_in=stood.taken_in, stood=None, **beside)
    return replace(after, authoritative=is_authoritative(after))


def _stood(before: MedicationList, after: MedicationList, told: ListSubmitted, key: PatientKey) -> Stood:
    """What stood before; where a reconciliation that was half done goes on, what stood before its beginning."""
    left = tuple(_left(before, told))
    known = before.stood
    if known and known.version == before.version and {each.key for each in told.takes_in} == _taken(before, known):
        return replace(known, version=after.version, left=tuple(dict.fromkeys((*known.left, *left))))
    return Stood(key, after.version, before.rows, left, before.reconciled, before.none_known, before.taken_in)


def _taken(listed: MedicationList, stood: Stood) -> set[PatientKey]:
    return {each.key for each in listed.taken_in if each not in stood.taken_in}


def _left(before: MedicationList, told: ListSubmitted) -> Iterator[TreatmentId]:
    """The treatments that leave the list thereby; one that had left it already and was registered in error stays so."""
    here = {row.treatment.id for row in before.rows}
    yield from (cease.treatment.id for cease in told.ceased if cease.row)
    yield from (each.treatment for each in told.retracted if each.treatment in here)


def _given_back(now: tuple[Row, ...], stood: tuple[Row, ...]) -> Iterator[RowFields]:
    known, again = {row.treatment.id: row for row in now}, {row.treatment.id: row for row in stood}
    for treatment in dict.fromkeys((*again, *known)):
        if known.get(treatment) != again.get(treatment):
            yield RowFields(treatment, ("given back",))
