"""Understands the questions that `show` asks of the reader: the medication list, the reports, and the history of one report."""

from datetime import datetime
from typing import Any

import httpx

from carebus.cli.asked import Ends, Stop, asked
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.medication.answers import ListAnswer

Body = dict[str, Any]


def listed(client: httpx.Client, body: Body, as_of: datetime | None) -> ListAnswer:
    """The medication list, now or as it was. Raises Stop."""
    moment = {"as_of": as_of.isoformat()} if as_of else {}
    return asked(client, "/v1/medication/list", body | moment, ListAnswer)


def reported(client: httpx.Client, body: Body) -> SearchAnswer:
    """Every report. Raises Stop."""
    return asked(client, "/v1/results/search", body, SearchAnswer)


def told_before(client: httpx.Client, body: Body, report_id: str, laboratory: str | None) -> HistoryAnswer:
    """Every version of one report; a search finds its laboratory unless it is said. Raises Stop."""
    where = laboratory or _laboratory_of(reported(client, body), report_id)
    return asked(client, "/v1/results/history", body | {"laboratory": where, "report_id": report_id}, HistoryAnswer)


def _laboratory_of(answer: SearchAnswer, report_id: str) -> str:
    known = [report.laboratory for report in answer.reports if report.report_id == report_id]
    if not known:
        raise Stop(Ends.REFUSED, f"The patient has no report {report_id} here; `carebus show` lists them.")
    if len(known) > 1:
        names = ", ".join(f"{each.id} ({each.name or 'no name'})" for each in known)
        raise Stop(Ends.REFUSED, f"Several laboratories have a report {report_id}: say which by --laboratory: {names}")
    return known[0].id
