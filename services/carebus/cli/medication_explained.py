"""Understands how the history of one row is read: each act, what it changed, who decided it, and from which message."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from carebus.cli.medication_layout import labelled
from carebus.cli.medication_line import in_a_line
from carebus.cli.medication_table import Column, field, fields
from carebus.cli.medication_words import joined, who
from carebus.cli.show_reports import footing
from carebus.cli.show_words import missing, text, when
from carebus.reader.pictures.medication.answers import ExplainAnswer
from carebus.reader.pictures.medication.explained import Deed, DeedPicture, ExplainedPicture

DIGEST = 12
"""Digits of a message's SHA-256 that are shown: enough to find it."""

_BEGINS = frozenset({Deed.ADDED, Deed.IMPORTED})
_COLUMNS = (Column("Field", 2), Column("Before", 5), Column("After", 5))


def explained(answer: ExplainAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, the oldest act first."""
    told = answer.explained
    yield from map(missing, answer.missing)
    yield text(f"{told.display or 'A treatment'} · row {told.row}", "bold")
    yield text(f"Now: {told.words or 'not on the list'}. {_counted(told)}, oldest first.")
    for number, deed in enumerate(told.deeds, start=1):
        yield _panel(deed, number, len(told.deeds))
    yield footing(answer)


def _counted(told: ExplainedPicture) -> str:
    number = len(told.deeds)
    return f"{number or 'No'} act{'' if number == 1 else 's'}" + ("" if number else " on it is known here")


def _panel(deed: DeedPicture, number: int, of: int) -> Panel:
    return Panel(
        Group(*_parts(deed)),
        title=text(f"{number} of {of}: {when(deed.act.at)}, {deed.what.value} · version {deed.version}", "bold"),
        title_align="left",
    )


def _parts(deed: DeedPicture) -> Iterator[RenderableType]:
    if deed.during_admission:
        yield text("⚑ Written during an admission: the list was not authoritative then", "bold yellow")
    if deed.changes:
        yield fields(_COLUMNS, ((field(each.field), each.before, each.after) for each in deed.changes))
    elif deed.what not in _BEGINS:
        yield text("No field of the row means something else after it.", "dim")
    yield labelled(_facts(deed))


def _facts(deed: DeedPicture) -> Iterator[tuple[str, Text]]:
    act = deed.act
    if deed.treatment:
        yield "After it", text(f"{in_a_line(deed.treatment)}{'' if deed.on_list else ' (not on the list any more)'}")
    if deed.other_record or deed.other_row:
        yield (
            "There",
            text(
                joined(
                    (deed.other_row and f"row {deed.other_row}", deed.other_record and f"record {deed.other_record}")
                )
            ),
        )
    yield "Decided by", text(who(deed.by, number=True) or "nobody named")
    place = joined((f"organisation {act.organisation}", deed.point_of_care and f"point of care {deed.point_of_care}"))
    yield "Source", text(f"{act.source}, {act.role} (as the source registry has it); {place}")
    message = joined((act.message_id and f"message {act.message_id}", f"submission {act.submission_id}", deed.format))
    yield "From", text(f"{message}, SHA-256 {act.original[:DIGEST]}…, received {when(act.received)}")
    yield "On the log", text(f"{deed.record}, accepted {when(deed.decided)}")
