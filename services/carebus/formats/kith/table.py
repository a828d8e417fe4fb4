"""Understands what becomes of every element of the two schemas: one table, which `carebus coverage` counts by.

The table is `elements.txt` beside this module; a test fills every element of it and looks where it comes out.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Type(StrEnum):
    """What an element holds."""

    GROUP = "group"
    TEXT = "text"
    MARKUP = "markup"
    CODE = "code"
    CODING = "coding"
    TIME = "time"
    QUANTITY = "quantity"
    YESNO = "yesno"


class Fate(StrEnum):
    """What becomes of it: a part of the report, nothing (on purpose), or it makes us hold the report."""

    USED = "used"
    DROPPED = "dropped"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: `what` is the field that the element becomes, or the reason. `seen`: in neither schema."""

    element: str
    type: Type
    fate: Fate
    what: str
    seen: bool


USED_ATTRIBUTES: dict[Type, frozenset[str]] = {
    Type.CODE: frozenset({"V"}),
    Type.CODING: frozenset({"V", "S", "DN", "OT"}),
    Type.TIME: frozenset({"V"}),
    Type.QUANTITY: frozenset({"V", "U"}),
    Type.YESNO: frozenset({"V"}),
}
DROPPED_ATTRIBUTES: dict[Type, dict[str, str]] = {
    Type.CODE: {"DN": "the display name of a code whose table is known", "S": "the OID of a table that is known"},
}

_FATES = {"-": Fate.DROPPED, "!": Fate.HELD}
_SEEN = " [seen]"


@cache
def table() -> dict[str, Line]:
    """Every line by its element, as `Parent/Child`."""
    text = files(__package__).joinpath("elements.txt").read_text(encoding="utf-8")
    lines = (_line(line) for line in text.splitlines() if line and not line.startswith("#"))
    return {line.element: line for line in lines}


def _line(written: str) -> Line:
    element, kind, what = written.split(None, 2)
    fate = _FATES.get(what[:2].strip(), Fate.USED)
    plain = what.removesuffix(_SEEN).lstrip("-! ")
    return Line(element, Type(kind), fate, plain, what.endswith(_SEEN))
