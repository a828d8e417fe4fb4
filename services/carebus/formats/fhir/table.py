"""Understands what becomes of every element that the area reads: one table, which `carebus coverage` counts by.

The table is `elements.txt` beside this module; a test fills every element of it and looks where it comes out.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

VALUE, ANY, GROUP, RESOURCE = "value", "any", "group", "resource"
_CHOICE = "value"


class Fate(StrEnum):
    """What becomes of an element: a part of a submission, nothing (on purpose), or it makes us hold what it stands in."""

    USED = "used"
    DROPPED = "dropped"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: `type` is one of the four above or a data type, `what` the field that it becomes, or the reason."""

    element: str
    type: str
    fate: Fate
    what: str


_FATES = {"-": Fate.DROPPED, "!": Fate.HELD}


@cache
def table() -> dict[str, Line]:
    """Every line by its element."""
    text = files(__package__).joinpath("elements.txt").read_text(encoding="utf-8")
    lines = (_line(line) for line in text.splitlines() if line and not line.startswith("#"))
    return {line.element: line for line in lines}


@cache
def kinds() -> frozenset[str]:
    """The types of resource that have lines for their elements, and all data types."""
    return frozenset(name.partition(".")[0].partition("[")[0] for name in table() if "." in name or "[" in name)


def left_out(kind: str) -> str | None:
    """Why a whole type of resource is left out, where that has a line."""
    line = table().get(kind)
    return None if line is None else line.what


def element(of: str, name: str, *, is_resource: bool) -> Line | None:
    """The line of an element of `of`; None where nobody knows it."""
    shared = f"{'Resource' if is_resource else 'Element'}.{name}"
    names = (f"{of}.{name}", shared, f"{of}.{_CHOICE}[x]" if name.startswith(_CHOICE) else "", f"{of}.*")
    return next((table()[each] for each in names if each in table()), None)


def extension(of: str, name: str, *, is_row: bool) -> Line | None:
    """The line of an extension of `of`; `is_row`: within a statement that is a row of PLL."""
    own = table().get(f"row:{of}[{name}]") if is_row else None
    return own or table().get(f"{of}[{name}]") or table().get(f"{of}[*]")


def _line(written: str) -> Line:
    element_, kind, what = written.split(None, 2)
    fate = _FATES.get(what[:2].strip(), Fate.USED)
    return Line(element_, kind, fate, what.lstrip("-! "))
