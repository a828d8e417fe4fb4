"""Understands the command `show`: what a patient has, the medication list first, then the laboratory reports."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import httpx
import typer
from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from carebus.cli.asked import (
    AsJson,
    Assigner,
    ForWhom,
    KindOfNumber,
    Stop,
    about,
    end,
    reader,
    write,
    write_json,
)
from carebus.cli.medication import medication
from carebus.cli.show_history import history
from carebus.cli.show_questions import Body, listed, reported, told_before
from carebus.cli.show_reports import reports
from carebus.cli.show_times import HOW, instant
from carebus.cli.show_words import text
from carebus.reader.pictures.answers import SearchAnswer
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.parts import Audience

LIST_ALONE = "As they are now: --as-of is of the medication list alone."


class Shown(StrEnum):
    """What can be shown, in its order."""

    MEDICATION = "medication"
    RESULTS = "results"


Told = dict[Shown, ListAnswer | SearchAnswer | Stop]


def show(
    *,
    kind: KindOfNumber = "FNR",
    assigner: Assigner = None,
    area: Annotated[Shown | None, typer.Option(help="This alone; both unless said.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help=f"The medication list as it was known then: {HOW}. Norway's time unless said; a day alone is its beginning.",
        ),
    ] = None,
    history_of: Annotated[
        str | None,
        typer.Option("--history", metavar="REPORT_ID", help="Every version of one report, and nothing else."),
    ] = None,
    laboratory: Annotated[
        str | None, typer.Option(help="Organisation number, where two laboratories use one report id.")
    ] = None,
    audience: ForWhom = Audience.CLINICIAN,
    as_json: AsJson = False,
) -> None:
    """Show a patient's medication list and laboratory reports. The number is asked for, or read from standard input.

    Exit status 0: shown, also where nothing is recorded; 1: refused; 2: a wrong command line or setting; 3: not now.
    """
    moment = instant(as_of)
    _agree(area, moment, history_of)
    body = about(kind, assigner, audience)
    with reader() as client:
        if history_of:
            answer = told_before(client, body, history_of, laboratory)
            write_json(answer) if as_json else write(history(answer))
            return
        told = {each: _told(client, each, body, moment) for each in Shown if area in (None, each)}
    _write(told, moment, as_json=as_json)


def _agree(area: Shown | None, as_of: datetime | None, history_of: str | None) -> None:
    if history_of and area is Shown.MEDICATION:
        raise typer.BadParameter("it is of a report; `carebus explain` tells of a treatment", param_hint="--history")
    if as_of and (history_of or area is Shown.RESULTS):
        raise typer.BadParameter("it is of the medication list alone", param_hint="--as-of")


def _told(client: httpx.Client, area: Shown, body: Body, as_of: datetime | None) -> ListAnswer | SearchAnswer | Stop:
    """What cannot be shown of one area does not hide the other."""
    try:
        return listed(client, body, as_of) if area is Shown.MEDICATION else reported(client, body)
    except Stop as stop:
        return stop


def _write(told: Told, as_of: datetime | None, *, as_json: bool) -> None:
    stops = [answer for answer in told.values() if isinstance(answer, Stop)]
    answers = {area: answer for area, answer in told.items() if not isinstance(answer, Stop)}
    if as_json and not stops:
        write_json(answers if len(answers) > 1 else next(iter(answers.values())))
    elif answers and not as_json:
        write(_screen(told, as_of))
    if stops:
        end(*stops)


def _screen(told: Told, as_of: datetime | None) -> Iterator[RenderableType]:
    for area, answer in told.items():
        if len(told) > 1:
            yield from _heading(area, as_of)
        yield from _drawn(area, answer)


def _heading(area: Shown, as_of: datetime | None) -> Iterator[RenderableType]:
    yield Rule(text(_HEADINGS[area], "bold"), align="left", style="dim")
    if area is Shown.RESULTS and as_of:
        yield text(LIST_ALONE, "bold yellow")


def _drawn(area: Shown, answer: ListAnswer | SearchAnswer | Stop) -> Iterable[RenderableType]:
    match answer:
        case ListAnswer():
            return medication(answer)
        case SearchAnswer():
            return reports(answer)
        case Stop():
            return (_not_shown(area),)


def _not_shown(area: Shown) -> Text:
    return text(
        f"{_HEADINGS[area]}: not shown, and that is not to say that there is nothing. Why stands below.", "bold red"
    )


_HEADINGS = {Shown.MEDICATION: "Medication", Shown.RESULTS: "Laboratory reports"}
