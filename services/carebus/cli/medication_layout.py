"""Understands the lines that a medication list is read in: headings, labelled facts, and what belongs to the line above."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from carebus.cli.medication_unbroken import Unbroken
from carebus.cli.show_words import text

_MARK = 3
_LABEL = 13


def below(words: str, style: str = "", mark: str = "") -> Table:
    """A line that belongs to what stands above it; where it is longer than the screen, it goes on under its own words."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=_MARK, justify="right")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(text(mark, style), Unbroken(text(words, style)))
    return grid


def flagged(words: str) -> Table:
    """A line that nobody may overlook, by colour or without it."""
    return below(words, "bold yellow", "⚑")


def heading(words: str, note: str = "") -> Text:
    """What begins a part of the screen."""
    return Text.assemble("\n", text(words, "bold"), text(f"  {note}" if note else "", "dim"))


def labelled(lines: Iterable[tuple[str, Text]]) -> Table:
    """Lines with a word before each."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=_LABEL)
    grid.add_column(ratio=1, overflow="fold")
    for label, line in lines:
        grid.add_row(text(label, "dim"), line)
    return grid
