"""Understands whether a write is based on the list as it stands (R2)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from carebus.domain.decision import Refused
from carebus.domain.medication.limits import STEPS, Limits
from carebus.domain.medication.view import MedicationList, Step
from carebus.domain.medication.writes import ListClosed, ListReconciled, ListReopened, ListSubmitted, Write
from carebus.domain.problems import Code, Problem

Names = Mapping[str, tuple[str, ...]]


def not_current(listed: MedicationList, write: Write, now: datetime, limits: Limits) -> Refused | None:
    """The refusal of a write whose base is not the present version, was read too long ago, or does not exist.

    Which rows moved is told by `moved`; what the writer wanted of them is added by the caller.
    """
    problem = _base(listed, write) or _reading(write, now, limits)
    return Refused("R2", (problem,)) if problem else None


def stale(listed: MedicationList, write: Write, differs: Names) -> Refused:
    """The refusal of a write that others have overtaken: row by row the names of what moved, and of what is different in this write."""
    told = Problem(Code.STALE, "list", f"based on version {write.base}, now version {listed.version}")
    rows = (
        Problem(Code.STALE, row, _words(write.base, fields, differs.get(row, ())))
        for row, fields in moved(listed, write).items()
    )
    return Refused("R2", (told, *rows))


def overtaken(listed: MedicationList, write: Write) -> bool:
    """Whether something moved since the base that the writer did not do in this very write."""
    return listed.version > write.base and any(True for _ in _since(listed, write))


def moved(listed: MedicationList, write: Write) -> dict[str, tuple[str, ...]]:
    """The rows that moved since the base, and the names of their fields."""
    rows: dict[str, tuple[str, ...]] = {}
    for step in _since(listed, write):
        for row in step.rows:
            rows[row.row] = tuple(dict.fromkeys((*rows.get(row.row, ()), *row.fields)))
    return rows


def _since(listed: MedicationList, write: Write) -> Iterator[Step]:
    mine = (write.provenance.source, write.provenance.submission_id)
    return (s for s in listed.steps if s.version > write.base and (s.source, s.submission_id) != mine)


def _words(base: int, moved: tuple[str, ...], differs: tuple[str, ...]) -> str:
    words = f"moved since version {base}: {', '.join(moved)}"
    return f"{words}; yours differs in: {', '.join(differs)}" if differs else words


def _base(listed: MedicationList, write: Write) -> Problem | None:
    if write.base > listed.version:
        detail = f"based on version {write.base}, now version {listed.version}"
        return Problem(Code.BASE_FROM_THE_FUTURE, "list", detail)
    if write.base < 0 or listed.version - write.base > STEPS:
        detail = f"based on version {write.base}, now version {listed.version}: more than {STEPS} back"
        return Problem(Code.BASE_TOO_OLD, "list", detail)
    if listed.version == 0 and _needs_a_list(write):
        return Problem(Code.NO_LIST, "list", "there is no list, and this write does not create one")
    return None


def _needs_a_list(write: Write) -> bool:
    return isinstance(write, ListReconciled | ListClosed | ListReopened) or (
        isinstance(write, ListSubmitted) and not write.create
    )


def _reading(write: Write, now: datetime, limits: Limits) -> Problem | None:
    if write.read_at > now + limits.ahead:
        return Problem(Code.BASE_FROM_THE_FUTURE, "list", "read_at is ahead of the clock")
    if now - write.read_at > limits.read_within:
        return Problem(Code.STALE_READ, "list", f"read more than {limits.read_within} ago")
    return None
