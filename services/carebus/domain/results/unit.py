"""Understands which picture a fact belongs to: one report of one laboratory, within its patient (R13)."""

from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ResultEvent


def unit_of(event: ResultEvent) -> str:
    """`<laboratory>/<report id>`; the patient is the key of the record that carries the event."""
    match event:
        case ReportIssued() | ReportAmended() | ReportCancelled():
            return f"{event.report.laboratory}/{event.report.report_id}"
        case _:
            return f"{event.laboratory}/{event.report_id}"
