"""Understands how a whole list changes the rows: what is told stays or changes, what is ceased or retracted leaves (R3)."""

from collections.abc import Iterator
from datetime import datetime

from carebus.domain.medication.account import ENDING
from carebus.domain.medication.carried import merged
from carebus.domain.medication.evolve_taken import TAKEN, with_taken
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.moving import changed, moved, row, stamp
from carebus.domain.medication.reconciled import is_authoritative
from carebus.domain.medication.treatment import Ending, Person, Treatment
from carebus.domain.medication.view import MedicationList, Row, RowFields
from carebus.domain.medication.waiting import Answer, Proposal, Reply
from carebus.domain.medication.writes import Cease, ListSubmitted
from carebus.domain.provenance import told_at
from carebus.domain.record import replace


def after_list(listed: MedicationList, told: ListSubmitted) -> MedicationList:
    """The list after a whole list was accepted; the version moves where a row does, or where it is the first."""
    rows, names = rows_after(listed, told)
    names = (*names, TAKEN) if told.takes_in else names
    proposals = tuple(superseded(each, told.read_at, told_at(told.provenance), told.by) for each in listed.proposals)
    beside = {"listed": told.read_at, "proposals": proposals}
    moves = bool(names) or listed.version == 0
    after = moved(listed, told.provenance, rows, names, told.by, **beside) if moves else changed(listed, **beside)
    return with_taken(listed, _stamped(after, told), told)


def rows_after(listed: MedicationList, told: ListSubmitted) -> tuple[list[Row], tuple[RowFields, ...]]:
    """The rows that a whole list leaves, and the names of what it changes."""
    here = {treatment.id: treatment for treatment in told.rows}
    ceases = {cease.treatment.id: cease for cease in told.ceased}
    left = dict(_left(told))
    rows: list[Row] = []
    names = [RowFields(treatment, (how,)) for treatment, how in left.items()]
    for known in listed.rows:
        treatment = known.treatment.id
        if treatment in left:
            continue
        new, fields = _after(listed, told, known, here.pop(treatment, None), ceases.get(treatment))
        rows.append(new)
        if fields:
            names.append(RowFields(treatment, fields))
    for new_one in here.values():
        cease = ceases.get(new_one.id)
        ending = cease.ending if cease else None
        rows.append(row(listed, told.provenance, _signed(new_one, told.by), ending))
        names.append(RowFields(new_one.id, ("added",)))
    return rows, tuple(names)


def _left(told: ListSubmitted) -> Iterator[tuple[str, str]]:
    yield from ((cease.treatment.id, "ceased") for cease in told.ceased if cease.row)
    yield from ((each.treatment, "retracted") for each in told.retracted)


def _after(
    listed: MedicationList, told: ListSubmitted, known: Row, here: Treatment | None, cease: Cease | None
) -> tuple[Row, tuple[str, ...]]:
    treatment = known.treatment if here is None else after_telling(known.treatment, here, told)
    fields = differing(known.treatment, treatment)
    ending = ending_after(known, told, cease)
    if ending != known.ending:
        fields = (*fields, ENDING)
    return (row(listed, told.provenance, treatment, ending), fields) if fields else (known, ())


def after_telling(known: Treatment, here: Treatment, told: ListSubmitted) -> Treatment:
    """What a whole list makes of one row."""
    if known == here:
        return known
    return _signed(merged(known, here, told.cannot_carry), told.by)


def ending_after(known: Row, told: ListSubmitted, cease: Cease | None) -> Ending | None:
    """The cease with a date ahead that a row of the list has then."""
    if cease:
        return cease.ending
    taken_back = any(each.row == known.treatment.id and ENDING in each.fields for each in told.removed)
    return None if taken_back else known.ending


def superseded(proposal: Proposal, read_at: datetime, at: datetime, by: Person | None = None) -> Proposal:
    """An M25.2 is closed by an M25.1 whose author had read after it was made (R29)."""
    if not proposal.multidose or proposal.answer or proposal.made > read_at:
        return proposal
    return replace(proposal, answer=Answer(Reply.SUPERSEDED, at, by))


def _signed(treatment: Treatment, by: Person | None) -> Treatment:
    return treatment if treatment.decided_by or by is None else replace(treatment, decided_by=by)


def _stamped(after: MedicationList, told: ListSubmitted) -> MedicationList:
    if not told.reconciles and not told.none_known:
        return after
    mark = stamp(after.version, told.provenance, told.by)
    none_known = mark if told.none_known else after.none_known
    reconciled = mark if told.reconciles else after.reconciled
    marked = replace(after, none_known=none_known, reconciled=reconciled)
    return replace(marked, authoritative=is_authoritative(marked))
