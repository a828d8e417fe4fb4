"""Understands what makes an area of shared care information: its rules, as one row of a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carebus.domain.decision import Decision
from carebus.domain.provenance import PatientKey


def _nobody_can_tell(view_of: Callable[[str], Any], submission: Any) -> None:  # noqa: ARG001 - whoever asks, it is unknown
    return None


@dataclass(frozen=True, slots=True)
class Area:
    """One area.

    `submissions` are the records that it takes, `events` its facts, `pictures` the records of its view topic. A unit is what changes as a
    whole, named within its patient. `units_of(submission)` are the units that decide it, the first of them the one that its verdict names;
    `units_changed_by(event)` those whose picture a fact changes. `decide(views, submission, now)` and `evolve(unit, view, event)`
    are the rules, pure: a view is None before its first fact, and `evolve` gives the same object where it changes nothing.
    `revision_of(view)` is one more at each change; `version_of(view)` is what a writer states as base, None where an area has no such thing.
    `long` are the pictures of which a fact changes little: what it leaves is not encoded anew, where `evolve` keeps the very objects.
    `line` is the one key of every record of an area whose acts are about several patients at once; None: a record's key is its patient's.
    Of a line, `touched_by(view_of, submission)` are the patients whose pictures decide a submission or are changed by it, as the pictures stand
    (`view_of(unit)`): two submissions that touch nobody in common give the same in either order. None: nobody can tell.
    """

    name: str
    submissions: tuple[type, ...]
    events: tuple[type, ...]
    pictures: tuple[type, ...]
    units_of: Callable[[Any], tuple[str, ...]]
    units_changed_by: Callable[[Any], tuple[str, ...]]
    decide: Callable[[Mapping[str, Any], Any, datetime], Decision[Any]]
    evolve: Callable[[str, Any, Any], Any]
    revision_of: Callable[[Any], int]
    version_of: Callable[[Any], int | None]
    long: tuple[type, ...] = ()
    line: PatientKey | None = None
    touched_by: Callable[[Callable[[str], Any], Any], frozenset[PatientKey] | None] = _nobody_can_tell

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
        """Topic of the shared pictures, compacted."""
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
