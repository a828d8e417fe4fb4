"""Understands the history of a report: how it stood after each of its versions."""

from carebus.domain.results.derive import occurrence as derive_occurrence
from carebus.domain.results.facts import facts_of
from carebus.domain.results.report import ResultItem
from carebus.domain.results.view import Occurrence, ReportView, Row


def history(view: ReportView, occurrence: Occurrence) -> tuple[Occurrence, ...]:
    """One set of samples as it stood after its first version, its second, and so on: the last is how it stands.

    By GenDate, not by arrival: what a reader saw at some hour is another question, of the accepted log. The rows of every
    step point into the versions of the same view, so `shown_value(view, row)` reads them all; a value that a later step cancels
    is shown in the steps before it and in no other. Each step carries the flags as that step alone would.
    """
    facts = facts_of(view)
    reused = len(view.occurrences) > 1
    return tuple(
        derive_occurrence(facts, occurrence.versions[:count], reused=reused)
        for count in range(1, len(occurrence.versions) + 1)
    )


def as_told(view: ReportView, row: Row) -> ResultItem:
    """The row as its laboratory wrote it, cancelled or not: for the history of a report alone, never for what is current."""
    return view.versions[row.version].report.items[row.item]
