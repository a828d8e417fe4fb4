"""Understands the command `show`: what a patient has; critical information first, then the medication list, then the laboratory reports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
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
    Record,
    Stop,
    about,
    end,
    of_record,
    reader,
    write,
    write_json,
)
from carebus.cli.critical_allergies import is_known
from carebus.cli.critical_history import critical_history
from carebus.cli.critical_info import critical_info
from carebus.cli.cross_check import cross_check
from carebus.cli.medication import medication
from carebus.cli.show_history import history
from carebus.cli.show_questions import Answer, Body, Shown, answered, critical_before, told_before
from carebus.cli.show_records import head, heading, of
from carebus.cli.show_reports import reports
from carebus.cli.show_times import HOW, instant
from carebus.cli.show_words import text
from carebus.reader.pictures.answers import SearchAnswer
from carebus.reader.pictures.critical_info.answers import CriticalAnswer
from carebus.reader.pictures.cross_check import CrossCheckAnswer
from carebus.reader.pictures.medication.answers import ListAnswer
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import RecordPicture

NOW_ALONE = "As they are now: --as-of is not of laboratory reports."

Told = dict[Shown, Answer | Stop]
"""The answer about each area, or why there is none: of one record."""

Beside = dict[str, Told]
"""The same of the other records of the person, by the record's name."""


def show(  # noqa: PLR0913 - options of a command line, each named
    *,
    kind: KindOfNumber = "FNR",
    assigner: Assigner = None,
    record: Record = None,
    area: Annotated[Shown | None, typer.Option(help="This alone; all unless said.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help=f"As it was known then, but for reports: {HOW}. Norway's time unless said; a day alone is its beginning.",
        ),
    ] = None,
    history_of: Annotated[
        str | None,
        typer.Option(
            "--history",
            metavar="ID",
            help="Every version of one report, or of an entry with --area critical-info; and nothing else.",
        ),
    ] = None,
    laboratory: Annotated[
        str | None, typer.Option(help="Organisation number, where two laboratories use one report id.")
    ] = None,
    audience: ForWhom = Audience.CLINICIAN,
    as_json: AsJson = False,
) -> None:
    """Show a patient's critical information, medication list and laboratory reports. The number is asked for, or read from standard input.

    A person with several records (an old D-number, a help number, two merged) has them shown side by side, each under its heading (R23).
    --json is of the record asked about, and names the others in `records`.

    Exit status 0: shown, also where nothing is recorded; 1: refused; 2: a wrong command line or setting; 3: not now.
    """
    moment = instant(as_of)
    _agree(area, moment, history_of)
    body = about(kind, assigner, audience, record)
    with reader() as client:
        if history_of:
            _write_history(client, area, body, history_of, laboratory, as_json=as_json)
            return
        told = _of_areas(client, _wanted(area, moment), body, moment)
        alone = as_json or record is not None
        beside = {} if alone else _beside(client, told, body, moment)
    _write(told, beside, moment, as_json=as_json)


def _of_areas(client: httpx.Client, areas: Iterable[Shown], body: Body, as_of: datetime | None) -> Told:
    return {each: _told(client, each, body, as_of) for each in areas}


def _beside(client: httpx.Client, told: Told, body: Body, as_of: datetime | None) -> Beside:
    """The same areas of every other record of the person; medicines and reactions are held together over all of them already."""
    areas = [each for each in told if each is not Shown.CROSS_CHECK]
    others = (each.record for each in _records(told) if not each.is_this)
    return {name: _of_areas(client, areas, of_record(body, name), as_of) for name in others}


def _records(told: Told) -> tuple[RecordPicture, ...]:
    """The records of the person, as the first answer that there is has them."""
    return next((answer.records for answer in told.values() if not isinstance(answer, Stop)), ())


def _wanted(area: Shown | None, as_of: datetime | None) -> Iterator[Shown]:
    """What was asked for; medicines and reactions are held together as they are now, and never as they were."""
    for each in Shown:
        if area in (None, each) and not (each is Shown.CROSS_CHECK and as_of):
            yield each


def _agree(area: Shown | None, as_of: datetime | None, history_of: str | None) -> None:
    if history_of and area is Shown.MEDICATION:
        raise typer.BadParameter("it is of a report; `carebus explain` tells of a treatment", param_hint="--history")
    if as_of and (history_of or area in (Shown.RESULTS, Shown.CROSS_CHECK)):
        raise typer.BadParameter("it is of critical information and the medication list", param_hint="--as-of")


def _told(client: httpx.Client, area: Shown, body: Body, as_of: datetime | None) -> Answer | Stop:
    """What cannot be shown of one area does not hide the others."""
    try:
        return answered(client, area, body, as_of)
    except Stop as stop:
        return stop


def _write_history(
    client: httpx.Client, area: Shown | None, body: Body, name: str, laboratory: str | None, *, as_json: bool
) -> None:
    if area is Shown.CRITICAL_INFO:
        told = critical_before(client, body, name)
        write_json(told) if as_json else write(critical_history(told))
    else:
        answer = told_before(client, body, name, laboratory)
        write_json(answer) if as_json else write(history(answer))


def _write(told: Told, beside: Beside, as_of: datetime | None, *, as_json: bool) -> None:
    every = [answer for each in (told, *beside.values()) for answer in each.values()]
    stops = [answer for answer in every if isinstance(answer, Stop)]
    answers = {area: answer for area, answer in told.items() if not isinstance(answer, Stop)}
    if as_json and not stops:
        write_json(answers if len(answers) > 1 else next(iter(answers.values())))
    elif answers and not as_json:
        write(_screen(told, beside, as_of))
    if stops:
        end(*stops)


def _screen(told: Told, beside: Beside, as_of: datetime | None) -> Iterator[RenderableType]:
    """By area, and within each by record: critical information of every record stands before all else."""
    records = _records(told)
    if beside:
        yield head(records)
    for area, answer in told.items():
        if len(told) > 1:
            yield from _heading(area, as_of)
        if not beside or area is Shown.CROSS_CHECK:
            yield from _drawn(area, answer)
            continue
        parts = [(each, answer if each.is_this else beside[each.record][area]) for each in records]
        yield from _strictest(parts, records)
        for record, part in parts:
            yield heading(record, records)
            yield from _drawn(area, part)


def _strictest(
    parts: Iterable[tuple[RecordPicture, Answer | Stop]], records: Sequence[RecordPicture]
) -> Iterator[Text]:
    """In which records an allergy is known, before any of them says that nobody asked."""
    known = [each.record for each, part in parts if isinstance(part, CriticalAnswer) and is_known(part.information)]
    if known:
        yield text(f"⚑ An allergy is known by the entries{','.join(of(name, records) for name in known)}.", "bold red")


def _heading(area: Shown, as_of: datetime | None) -> Iterator[RenderableType]:
    yield Rule(text(_HEADINGS[area], "bold"), align="left", style="dim")
    if area is Shown.RESULTS and as_of:
        yield text(NOW_ALONE, "bold yellow")


def _drawn(area: Shown, answer: Answer | Stop) -> Iterable[RenderableType]:
    match answer:
        case CriticalAnswer():
            return critical_info(answer)
        case CrossCheckAnswer():
            return cross_check(answer)
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


_HEADINGS = {
    Shown.CRITICAL_INFO: "Critical information",
    Shown.CROSS_CHECK: "Medicines that the patient may react to",
    Shown.MEDICATION: "Medication",
    Shown.RESULTS: "Laboratory reports",
}
