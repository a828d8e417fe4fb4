"""Understands how one fact changes the picture of a report."""

from carebus.domain.results.derive import derive
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ResultEvent
from carebus.domain.results.facts import facts_of, with_fact
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.domain.results.view import ReportView


def evolve(view: ReportView | None, event: ResultEvent) -> ReportView:
    """The view derived from its facts and the event; the same object where the event adds nothing, one revision more else."""
    known = facts_of(view)
    facts = with_fact(known, event)
    if view is not None and facts is known:
        return view
    laboratory, report_id = _named(event)
    return derive(laboratory, report_id, 1 if view is None else view.revision + 1, facts)


def _named(event: ResultEvent) -> tuple[LaboratoryId, ReportId]:
    match event:
        case ReportIssued() | ReportAmended() | ReportCancelled():
            return event.report.laboratory, event.report.report_id
        case _:
            return event.laboratory, event.report_id
