"""Understands what a whole list does to each row, and whether it accounts for all of them (R1, R3)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from carebus.domain.medication.dates import is_date, reached
from carebus.domain.medication.limits import Limits
from carebus.domain.medication.status import is_over
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.units import ceased
from carebus.domain.medication.view import CeasedTreatment, Gone, MedicationList, Row, View
from carebus.domain.medication.writes import Cease, ListSubmitted
from carebus.domain.problems import Code, Problem

ENDING = "ending"
"""The name by which a whole list takes back a cease with a date ahead, or says that it cannot carry one."""

Views = Mapping[str, View | None]


def gone(views: Views, treatment: str) -> CeasedTreatment | None:
    """The picture of a treatment that is not on the list, if it ever was and has not come back."""
    view = views.get(ceased(treatment))
    return view if isinstance(view, CeasedTreatment) and view.gone is not Gone.BACK else None


def unaccounted(listed: MedicationList, views: Views, told: ListSubmitted, now: datetime) -> Iterator[Problem]:
    """The rows that the list leaves out, tells twice, or that are not this list's."""
    present, ceasing = {row.id for row in told.rows}, {cease.treatment.id for cease in told.ceased}
    retracted = {each.treatment for each in told.retracted}
    yield from _twice(told, now)
    named = present | ceasing | retracted
    for row in listed.rows:
        if row.treatment.id not in named and not is_over(row, now):
            yield Problem(Code.OMITTED_ROW, row.treatment.id, "on the list, and not accounted for")
    known = {row.treatment.id for row in listed.rows}
    for treatment in sorted(named - known):
        yield from _not_listed(gone(views, treatment), treatment, is_present=treatment in present, told=told)
    for cease in told.ceased:
        id_ = cease.treatment.id
        if id_ not in known | present and gone(views, id_) is None and not begun(cease, now):
            yield Problem(Code.UNKNOWN_ROW, id_, "to be ceased later, and not on the list")


def _not_listed(
    left: CeasedTreatment | None, treatment: str, *, is_present: bool, told: ListSubmitted
) -> Iterator[Problem]:
    if left is None and any(each.treatment == treatment for each in told.retracted):
        yield Problem(Code.UNKNOWN_ROW, treatment, "to be retracted, and not on the list")
    elif left and left.gone is Gone.RETRACTED and not any(each.treatment == treatment for each in told.retracted):
        yield Problem(Code.RETRACTED_ROW, treatment, "was retracted as registered in error")
    elif left and is_present:
        yield Problem(Code.CEASED_AND_ACTIVE, treatment, f"is {left.gone}; reverse that first")


def _twice(told: ListSubmitted, now: datetime) -> Iterator[Problem]:
    lists: tuple[Iterable[str], ...] = (
        (row.id for row in told.rows),
        (cease.treatment.id for cease in told.ceased),
        (each.treatment for each in told.retracted),
    )
    for ids in lists:
        yield from (Problem(Code.DUPLICATE_ROW, id_, f"told {n} times") for id_, n in Counter(ids).items() if n > 1)
    present = {row.id for row in told.rows}
    retracted = {each.treatment for each in told.retracted}
    for cease in told.ceased:
        now_ceased = cease.treatment.id in present and begun(cease, now)
        if now_ceased or cease.treatment.id in retracted:
            yield Problem(Code.CEASED_AND_ACTIVE, cease.treatment.id, "told in two ways")
    for treatment in sorted(present & retracted):
        yield Problem(Code.CEASED_AND_ACTIVE, treatment, "told both as active and as retracted")


def begun(cease: Cease, now: datetime) -> bool:
    """Whether a treatment is ceased already, not at a date ahead; a date that cannot be read is not ahead."""
    return not is_date(cease.ending.effective) or reached(cease.ending.effective, now)


def too_many(rows: int, limits: Limits) -> Iterator[Problem]:
    """A list with more rows than a person can have."""
    if rows > limits.rows:
        yield Problem(Code.TOO_MANY_ROWS, "list", f"{rows} rows; at most {limits.rows}")


def shared(rows: Iterable[Treatment]) -> Iterator[Problem]:
    """Prescriptions that stand in two rows."""
    where: dict[str, str] = {}
    for row in rows:
        for prescription in row.prescriptions:
            other = where.setdefault(prescription, row.id)
            if other != row.id:
                yield Problem(Code.PRESCRIPTION_IN_TWO_ROWS, row.id, f"shares a prescription with row {other}")


def by_id(listed: MedicationList) -> dict[str, Row]:
    """The rows of the list."""
    return {row.treatment.id: row for row in listed.rows}
