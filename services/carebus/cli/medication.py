"""Understands the order in which a medication list is read: how far to trust it, its rows, what waits, and what stands beside it."""

from collections.abc import Iterator

from rich.console import RenderableType

from carebus.cli.medication_beside import beside
from carebus.cli.medication_head import head
from carebus.cli.medication_missing import without_list, without_rows
from carebus.cli.medication_rows import rows
from carebus.cli.medication_waiting import answered, waiting
from carebus.cli.show_reports import footing
from carebus.cli.show_words import text
from carebus.reader.pictures.medication.answers import ListAnswer

_HISTORY = "`carebus explain ROW` tells how a row came to be as it is."


def medication(answer: ListAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, from top to bottom."""
    if answer.list is None:
        yield from without_list(answer)
    else:
        yield head(answer, answer.list)
        if not answer.list.rows:
            yield from without_rows(answer)
        yield from rows(answer.list)
        yield from waiting(answer.list)
        yield from beside(answer.list)
        yield from answered(answer.list)
        yield text(f"\n{_HISTORY}", "dim")
    yield footing(answer, "Answered")
