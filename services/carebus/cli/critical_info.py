"""Understands the order in which critical information is read: what is missing, the answer about allergies, and each entry, the gravest first."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from carebus.cli.critical_allergies import allergies
from carebus.cli.critical_rows import rows
from carebus.cli.medication_layout import labelled
from carebus.cli.show_reports import footing
from carebus.cli.show_words import missing, text, when
from carebus.reader.pictures.critical_info.answers import CriticalAnswer

_WARNING = "bold yellow"
_ABSENT = "Absent: nobody has recorded any critical information of this patient; that is not to say that there is none."
_HISTORY = "`carebus show --area critical-info --history ENTRY` tells how an entry came to be as it is."


def critical_info(answer: CriticalAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, from top to bottom."""
    shown = answer.information
    yield from map(missing, answer.missing)
    yield Panel(
        labelled(_facts(answer)),
        title=text(f"Critical information · revision {shown.revision}", "bold"),
        title_align="left",
    )
    if not shown.entries and not answer.missing:
        yield text(_ABSENT, "bold")
    yield from rows(shown)
    if shown.entries:
        yield text(f"\n{_HISTORY}", "dim")
    yield footing(answer, "Answered")


def _facts(answer: CriticalAnswer) -> Iterator[tuple[str, Text]]:
    shown = answer.information
    if answer.as_of:
        words = f"{when(answer.as_of)}: as it was known then, without what is registered in error now"
        yield "As of", text(words, _WARNING)
    for line in allergies(shown, is_all=not answer.missing):
        yield "Allergies", line
    active = sum(1 for entry in shown.entries if entry.active)
    yield "Entries", text(f"{active} active, {len(shown.entries) - active} not active")
