"""Understands how the fields of a row stand in a table: a field each line, one column for each state of the list."""

from collections.abc import Iterable
from typing import NamedTuple

from rich import box
from rich.table import Table

from carebus.cli.medication_unbroken import Unbroken
from carebus.cli.show_words import text

NOTHING = "(nothing)"


class Column(NamedTuple):
    """A column's heading, and its share of the width."""

    heading: str
    ratio: int


def fields(columns: Iterable[Column], told: Iterable[tuple[str | None, ...]]) -> Table:
    """The table; where a field says nothing, that is said."""
    grid = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, show_edge=False)
    for heading, ratio in columns:
        grid.add_column(heading, ratio=ratio, overflow="fold")
    for cells in told:
        grid.add_row(*(Unbroken(text(cell)) if cell else text(NOTHING, "dim") for cell in cells))
    return grid


def field(name: str) -> str:
    """A field's name as a person reads it: `dosage.text` is `dosage text`."""
    return name.replace(".", " ").replace("_", " ")
