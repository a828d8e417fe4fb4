"""Understands what a contest comes to: a table to read, goals reached or not, and every raw figure."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """What was to be reached, and what was."""

    what: str
    reached: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Contest:
    """One contest that has been held; `raw` is what the rows were made of."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    goals: tuple[Goal, ...]
    raw: Any
    notes: tuple[str, ...] = field(default=())


def number(value: float) -> str:
    """A figure in three digits or so."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"
