"""Understands how the difference is read that a refused write is answered with: row by row, and what to do next (R2)."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from carebus.cli.medication_layout import labelled
from carebus.cli.medication_line import in_a_line
from carebus.cli.medication_table import NOTHING, Column, field, fields
from carebus.cli.medication_words import joined, told_by
from carebus.cli.show_reports import footing
from carebus.cli.show_words import missing, text, when
from carebus.domain.problems import Code
from carebus.reader.pictures.medication.answers import DifferenceAnswer
from carebus.reader.pictures.medication.differences import DifferencePicture, FieldPicture, RowDifferencePicture
from carebus.reader.pictures.medication.rows import TreatmentPicture

ROW = "row"
NOT_THERE = "not on the list"
NO_ROW = "(no row)"

_WHY: dict[str, str] = {
    Code.STALE: "others have changed the list since your base",
    Code.STALE_READ: "your base was read too long ago",
    Code.BASE_TOO_OLD: "too many versions have come since your base",
    Code.BASE_FROM_THE_FUTURE: "the list has not come to your base",
}


def difference(answer: DifferenceAnswer) -> Iterator[RenderableType]:
    """Every part of the screen: what was refused, each row, and what to do next."""
    told = answer.difference
    yield from map(missing, answer.missing)
    yield text(f"Refused: {'; '.join(map(_problem, told.refused.problems))}", "bold")
    yield labelled(_refused(told))
    for row in told.rows:
        yield _panel(row, told)
    if not told.rows:
        yield text("No row differs between the base, yours and the list as it is now.", "bold")
    yield text(next_step(told), "bold")
    yield footing(answer)


def next_step(told: DifferencePicture) -> str:
    """What whoever wrote it does now."""
    both = joined(row.display for row in told.rows if any(map(_is_disputed, row.fields)))
    first = f", first what both changed ({both})" if both else ""
    decide = f"decide each row above{first}" if told.rows else "decide again"
    return f"Next: read the list again (version {told.version} now), {decide}, and send it with base {told.version}."


def _problem(code: str) -> str:
    why = _WHY.get(code)
    return f"{code} ({why})" if why else code


def _refused(told: DifferencePicture) -> Iterator[tuple[str, Text]]:
    refused = told.refused
    yield "Yours", text(f"{refused.record}, submission {refused.act.submission_id}, by {told_by(refused.act)}")
    yield "Based on", text(f"version {refused.base}, read {when(refused.read_at)}; refused {when(refused.decided)}")
    moved = told.version - refused.base
    yield "Now", text(f"version {told.version}{f': {moved} later' if moved > 0 else ''}")


def _panel(row: RowDifferencePicture, told: DifferencePicture) -> Panel:
    columns = (
        Column("Field", 3),
        Column(f"Base (version {told.refused.base})", 5),
        Column("Yours", 5),
        Column(f"Now (version {told.version})", 5),
        Column("Changed by", 3),
    )
    return Panel(
        Group(*_on_the_base(row), fields(columns, (_line(each, row) for each in row.fields))),
        title=text(f"{row.display} · row {row.row}", "bold"),
        title_align="left",
    )


def _on_the_base(row: RowDifferencePicture) -> Iterator[Text]:
    if row.base:
        yield text(f"On the base: {in_a_line(row.base)}", "dim")


def _line(told: FieldPicture, row: RowDifferencePicture) -> tuple[str | None, ...]:
    cells = ((told.base, row.base), (told.yours, row.yours), (told.now, row.now))
    if told.field == ROW:
        return ("the row itself", *(_place(words, has, row) for words, has in cells), _changed_by(told))
    return (field(told.field), *(words or (NOTHING if has else NO_ROW) for words, has in cells), _changed_by(told))


def _place(words: str | None, told: TreatmentPicture | None, row: RowDifferencePicture) -> str:
    """Where the row is; all of it where the base does not have it, so that no field tells of it."""
    return joined((words or NOT_THERE, None if row.base or told is None else in_a_line(told)), ": ")


def _changed_by(told: FieldPicture) -> str:
    if _is_disputed(told):
        return "⚑ BOTH: decide"
    if told.is_yours and told.has_moved:
        return "both, alike"
    return "you" if told.is_yours else "others"


def _is_disputed(told: FieldPicture) -> bool:
    """Whether both changed it, and not to the same. Of a row that both have and the base has not, that is not known."""
    is_alike = told.yours == told.now and not (told.field == ROW and told.base is None)
    return told.is_yours and told.has_moved and not is_alike
