"""Understands the questions that `show` asks of the reader: critical information, the medication list, the reports, and histories."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import httpx

from carebus.cli.asked import Ends, Stop, asked
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.critical_info.answers import CriticalAnswer, CriticalHistoryAnswer
from carebus.reader.pictures.cross_check import CrossCheckAnswer
from carebus.reader.pictures.medication.answers import ListAnswer

Body = dict[str, Any]
Answer = CriticalAnswer | CrossCheckAnswer | ListAnswer | SearchAnswer


class Shown(StrEnum):
    """What can be shown, in its order."""

    CRITICAL_INFO = "critical-info"
    CROSS_CHECK = "cross-check"
    MEDICATION = "medication"
    RESULTS = "results"


def answered(client: httpx.Client, area: Shown, body: Body, as_of: datetime | None) -> Answer:
    """The answer about an area; reports are always as they are now. Raises Stop."""
    match area:
        case Shown.CRITICAL_INFO:
            return critical(client, body, as_of)
        case Shown.CROSS_CHECK:
            return asked(client, "/v1/cross-check", body, CrossCheckAnswer)
        case Shown.MEDICATION:
            return listed(client, body, as_of)
        case Shown.RESULTS:
            return reported(client, body)


def critical(client: httpx.Client, body: Body, as_of: datetime | None) -> CriticalAnswer:
    """Critical information, now or as it was. Raises Stop."""
    return asked(client, "/v1/critical-info/entries", body | _at(as_of), CriticalAnswer)


def critical_before(client: httpx.Client, body: Body, entry: str) -> CriticalHistoryAnswer:
    """Every act on one entry of critical information. Raises Stop."""
    return asked(client, "/v1/critical-info/history", body | {"entry": entry}, CriticalHistoryAnswer)


def listed(client: httpx.Client, body: Body, as_of: datetime | None) -> ListAnswer:
    """The medication list, now or as it was. Raises Stop."""
    return asked(client, "/v1/medication/list", body | _at(as_of), ListAnswer)


def reported(client: httpx.Client, body: Body) -> SearchAnswer:
    """Every report. Raises Stop."""
    return asked(client, "/v1/results/search", body, SearchAnswer)


def told_before(client: httpx.Client, body: Body, report_id: str, laboratory: str | None) -> HistoryAnswer:
    """Every version of one report; a search finds its laboratory unless it is said. Raises Stop."""
    where = laboratory or _laboratory_of(reported(client, body), report_id)
    return asked(client, "/v1/results/history", body | {"laboratory": where, "report_id": report_id}, HistoryAnswer)


def _at(moment: datetime | None) -> Body:
    return {"as_of": moment.isoformat()} if moment else {}


def _laboratory_of(answer: SearchAnswer, report_id: str) -> str:
    known = [report.laboratory for report in answer.reports if report.report_id == report_id]
    if not known:
        raise Stop(Ends.REFUSED, f"The patient has no report {report_id} here; `carebus show` lists them.")
    if len(known) > 1:
        names = ", ".join(f"{each.id} ({each.name or 'no name'})" for each in known)
        raise Stop(Ends.REFUSED, f"Several laboratories have a report {report_id}: say which by --laboratory: {names}")
    return known[0].id
