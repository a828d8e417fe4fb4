"""Understands the command `show`: a patient's reports in the terminal, asked of the reader; no number in the arguments."""

import json
import sys
from enum import IntEnum
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from carebus.cli.show_history import history
from carebus.cli.show_reports import reports
from carebus.cli.show_words import cleaned
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.parts import Audience
from carebus.settings import ClientSettings, SettingsProblem

PATIENCE = 10.0
"""Seconds that the reader gets to answer."""


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line."""

    SHOWN = 0
    REFUSED = 1
    NOT_NOW = 3


class _Stop(Exception):
    def __init__(self, status: Ends, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.status = status


def show(
    kind: Annotated[str, typer.Option("--type", help="Kind of number: FNR, DNR, FHN, DUF, HNR, LOK or LIN.")] = "FNR",
    assigner: Annotated[str | None, typer.Option(help="Who assigned a local number.")] = None,
    history_of: Annotated[
        str | None, typer.Option("--history", metavar="REPORT_ID", help="Every version of one report.")
    ] = None,
    laboratory: Annotated[
        str | None, typer.Option(help="Organisation number, where two laboratories use one report id.")
    ] = None,
    audience: Annotated[Audience, typer.Option(help="Whom it is for: decides what is withheld.")] = Audience.CLINICIAN,
    as_json: Annotated[bool, typer.Option("--json", help="The reader's answer as it is, for programs.")] = False,
) -> None:
    """Show a patient's laboratory reports. The number is asked for, or read from standard input."""
    body = {"patient": {"type": kind, "number": _number(), "assigner": assigner}, "audience": audience.value}
    try:
        with httpx.Client(base_url=ClientSettings.load().reader, timeout=PATIENCE, trust_env=False) as reader:
            answer = _history(reader, body, history_of, laboratory) if history_of else _search(reader, body)
    except (_Stop, SettingsProblem) as stop:
        Console(stderr=True).print(cleaned(str(stop)), style="red", markup=False, highlight=False)
        raise typer.Exit(stop.status if isinstance(stop, _Stop) else 2) from stop
    _write(answer, as_json=as_json)


def _number() -> str:
    """The number as typed, unseen, or the first line of standard input."""
    if sys.stdin.isatty():
        typed: str = typer.prompt("Patient's number", hide_input=True)
        return typed.strip()
    return sys.stdin.readline().strip()


def _write(answer: SearchAnswer | HistoryAnswer, *, as_json: bool) -> None:
    if as_json:
        print(cleaned(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=2)))
        return
    console = Console(highlight=False)
    for part in reports(answer) if isinstance(answer, SearchAnswer) else history(answer):
        console.print(part)


def _search(reader: httpx.Client, body: dict[str, Any]) -> SearchAnswer:
    return SearchAnswer.model_validate_json(_asked(reader, "/v1/results/search", body))


def _history(reader: httpx.Client, body: dict[str, Any], report_id: str, laboratory: str | None) -> HistoryAnswer:
    where = laboratory or _laboratory_of(_search(reader, body), report_id)
    unit = {"laboratory": where, "report_id": report_id}
    return HistoryAnswer.model_validate_json(_asked(reader, "/v1/results/history", body | unit))


def _laboratory_of(answer: SearchAnswer, report_id: str) -> str:
    known = [report.laboratory for report in answer.reports if report.report_id == report_id]
    if not known:
        raise _Stop(Ends.REFUSED, f"The patient has no report {report_id} here; `carebus show` lists them.")
    if len(known) > 1:
        names = ", ".join(f"{each.id} ({each.name or 'no name'})" for each in known)
        raise _Stop(Ends.REFUSED, f"Several laboratories have a report {report_id}: say which by --laboratory: {names}")
    return known[0].id


def _asked(reader: httpx.Client, page: str, body: dict[str, Any]) -> bytes:
    """The answer's body. Raises _Stop with what the reader says is to be done."""
    try:
        answer = reader.post(page, json=body)
    except httpx.HTTPError as error:
        raise _Stop(Ends.NOT_NOW, f"No reader answers at {reader.base_url}: start one by `carebus reader`.") from error
    if answer.is_success:
        return answer.content
    raise _no(answer)


def _no(answer: httpx.Response) -> _Stop:
    status = Ends.NOT_NOW if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else Ends.REFUSED
    try:
        problem = answer.json()
        return _Stop(status, f"{problem['title']} ({problem['code']}).", str(problem["remedy"]))
    except (ValueError, KeyError, TypeError):
        return _Stop(status, f"What answers there is no reader of carebus: status {answer.status_code}.")
