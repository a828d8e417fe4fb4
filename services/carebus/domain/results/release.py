"""Understands when a patient may see a report: at once, after some days, or when the requester says so (R28)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from carebus.domain.results.follow_up import first_received
from carebus.domain.results.report import Report
from carebus.domain.results.view import Occurrence, Release, ReportView, Version


@dataclass(frozen=True, slots=True)
class AfterDays:
    """The patient sees it some days after it was first told, so that the requester can speak with them first."""

    days: int


@dataclass(frozen=True, slots=True)
class WhenReleased:
    """The patient sees it when the requester releases it."""


Rule = AfterDays | WhenReleased

RELEASE: dict[str, Rule] = {
    "CYTO": AfterDays(14),  # cytology
    "HIST": AfterDays(14),  # histology
    "PAT": AfterDays(14),  # pathology, not said which
    "OBD": WhenReleased(),  # autopsy
    "GEN": WhenReleased(),  # medical genetics
    "MGEN": WhenReleased(),
}
"""Kind of report (KITH MsgDescr, 8202) to rule; a kind that is not here is shown at once.

Source: our choice within R28 (pathology and genetics later than the rest).
"""


@dataclass(frozen=True, slots=True)
class Withheld:
    """The patient is told that something is withheld, and until when where that is known."""

    until: datetime | None


def withheld_until(
    view: ReportView, occurrence: Occurrence, now: datetime, table: dict[str, Rule] = RELEASE
) -> Withheld | None:
    """What a patient must wait for, derived when read; None where they may see it.

    Kind and first day are those of the oldest version, so an amendment or cancel of a released result is never delayed.
    """
    first = view.versions[occurrence.versions[0]].report
    rule = table.get(kind(first))
    if rule is None or occurrence.released is not None:
        return None
    if isinstance(rule, WhenReleased):
        return Withheld(None)
    until = first.generated + timedelta(days=rule.days)
    return Withheld(until) if now < until else None


def kind(report: Report) -> str:
    """The kind of a report, as its laboratory names it."""
    return (report.discipline.code if report.discipline else None) or ""


def released(told: Sequence[Version], releases: Sequence[Release]) -> datetime | None:
    """When the requester released one set of samples.

    A release counts for what was known when it was given, not for samples that the laboratory later reports under the same id.
    """
    if not releases:
        return None
    start = first_received(told)
    return min((given.at for given in releases if start <= given.provenance.received), default=None)
