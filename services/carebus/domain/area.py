"""Understands what makes an area of shared care information: its rules, as one row of a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carebus.domain.decision import Decision


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `submissions` are the records that it takes; `view` is the record of its shared picture.

    `unit_of(submission)` names the unit that a submission concerns, without the patient; `decide(view, submission, now)` and
    `evolve(view, event)` are its rules, pure; a view is None before its first event. `revision_of(view)` is one more at each change.
    """

    name: str
    submissions: tuple[type, ...]
    view: type
    unit_of: Callable[[Any], str]
    decide: Callable[[Any, Any, datetime], Decision[Any]]
    evolve: Callable[[Any, Any], Any]
    revision_of: Callable[[Any], int]

    @property
    def submitted(self) -> str:
        """Topic of what is asked."""
        return f"care.{self.name}.submitted.v1"

    @property
    def accepted(self) -> str:
        """Topic of the facts."""
        return f"care.{self.name}.accepted.v1"

    @property
    def views(self) -> str:
        """Topic of the shared picture, compacted."""
        return f"care.{self.name}.view.v1"

    @property
    def work(self) -> str:
        """Topic of the patients that are parked, compacted."""
        return f"care.{self.name}.work.v1"

    @property
    def seen(self) -> str:
        """Topic of the submissions that were decided, compacted and forgotten after 30 days."""
        return f"care.{self.name}.seen.v1"

    @property
    def group(self) -> str:
        """Consumer group of the area's projectors."""
        return f"carebus.{self.name}"
