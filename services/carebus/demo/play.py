"""Understands the demonstration from beginning to end."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import TypeVar

import httpx
from pydantic import BaseModel
from rich.console import Console, RenderableType
from rich.progress import track
from rich.rule import Rule
from rich.table import Table

from carebus.bus.heldlog import HeldLog
from carebus.cli.critical_history import critical_history
from carebus.cli.critical_info import critical_info
from carebus.cli.cross_check import cross_check
from carebus.cli.medication import medication
from carebus.cli.medication_differences import difference
from carebus.cli.publish import STYLE
from carebus.cli.show_history import history
from carebus.cli.show_records import head, heading
from carebus.cli.show_reports import reports
from carebus.demo import town
from carebus.demo.moments import ISOLATION, TWO_RECORDS, isolated, parted
from carebus.demo.stage import Stage, stage
from carebus.domain.verdicts import Outcome, Verdict
from carebus.examples.catalogue import Example, examples
from carebus.local import Unavailable
from carebus.publish import Publisher
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.critical_info.answers import CriticalAnswer, CriticalHistoryAnswer
from carebus.reader.pictures.cross_check import CrossCheckAnswer
from carebus.reader.pictures.medication.answers import DifferenceAnswer, ListAnswer

NORA = {"type": "FNR", "number": "05895537820"}
"""A synthetic number (month + 80), which belongs to nobody."""

REPORT = {"report_id": "F-2002"}
CLINICIAN = {"audience": "clinician"}
REFUSED = "vidda-m1"
"""The example that comes on the version before."""
PATIENCE = 30.0

_METRICS = (
    "carebus_events_total",
    "carebus_transactions_",
    "carebus_transaction_seconds_count",
    "carebus_held_patients",
    "carebus_disputes_open",
)

A = TypeVar("A", bound=BaseModel)

console = Console(highlight=False)


def play() -> int:
    """Play it; returns the exit status: 0 where every message had the verdict that it should have."""
    began = time.monotonic()
    try:
        with stage(console) as here:
            ready = time.monotonic()
            unexpected = _acts(here)
    except Unavailable as missing:
        Console(stderr=True).print(str(missing), style="red", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped; nothing is left running.")
        return 130
    console.print(
        f"[dim]Ready after {ready - began:.0f} s, over after {time.monotonic() - began:.0f} s; nothing is left running.[/]"
    )
    return 1 if unexpected else 0


def _acts(here: Stage) -> int:
    console.print(Rule("[bold]Invented messages go in; each gets a verdict"))
    verdicts = list(_published(here))
    unexpected = _show_verdicts(verdicts)
    console.print(Rule("[bold]What must be known of one patient; she is isolated for some seconds"))
    unexpected += _is_unexpected(isolated(here, NORA))
    _show(here, "critical-info/entries", CriticalAnswer, critical_info, **CLINICIAN)
    console.print(Rule("[bold]One person, two records, which the hospital has merged: side by side (R23)"))
    _show_person(here, records=2)
    console.print(Rule("[bold]The merge is taken back: everything is as it was without it (R23)"))
    unexpected += _is_unexpected(parted(here))
    _show_person(here, records=1)
    console.print(Rule("[bold]Medicines that she may react to: information, never a block"))
    _show(here, "cross-check", CrossCheckAnswer, cross_check, **CLINICIAN)
    console.print(Rule("[bold]Her medication list"))
    _show(here, "medication/list", ListAnswer, medication, **CLINICIAN)
    console.print(Rule("[bold]What the hospital was told, whose write came on the version before (R2)"))
    _show(here, "medication/difference", DifferenceAnswer, difference, submission_id=REFUSED)
    console.print(Rule("[bold]Her reports"))
    told = _show(here, "results/search", SearchAnswer, reports, **CLINICIAN)
    console.print(
        Rule(f"[bold]The history of report {REPORT['report_id']}: preliminary, final, amended, one item cancelled")
    )
    _show_history(here, told)
    console.print(Rule("[bold]A small town writes at once, and mixes up patients"))
    unexpected += town.on(here, console=console)
    console.print(Rule("[bold]The isolation is over: nobody said so, the clock told everybody (R11)"))
    _show(here, "critical-info/history", CriticalHistoryAnswer, critical_history, entry=ISOLATION, **CLINICIAN)
    console.print(Rule("[bold]What is held, and why"))
    _show_held(here)
    console.print(Rule("[bold]What an operator sees"))
    _show_metrics(here)
    return unexpected


def _published(here: Stage) -> Iterator[tuple[Example, tuple[Verdict, ...]]]:
    with Publisher(here.gateway) as publisher:
        for example in track(examples(), "Publishing", console=console, transient=True):
            yield example, publisher.publish(example.data, PATIENCE, example.sender)


def _show_verdicts(verdicts: Iterable[tuple[Example, tuple[Verdict, ...]]]) -> int:
    lines = Table("message", "shows", "verdict", "why", box=None, padding=(0, 1))
    kinds: Counter[str] = Counter()
    unexpected = 0
    for example, given in verdicts:
        kinds.update(verdict.outcome for verdict in given)
        expected = example.parts == tuple(verdict.outcome for verdict in given)
        unexpected += not expected
        said = " ".join(f"[{STYLE[verdict.outcome]}]{verdict.outcome}[/]" for verdict in given)
        why = ", ".join(dict.fromkeys(problem.code for verdict in given for problem in verdict.problems))
        lines.add_row(example.file, example.shows, said if expected else f"{said} [bold red](not as expected)[/]", why)
    console.print(lines)
    console.print("Verdicts by kind:", ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    return unexpected


def _is_unexpected(verdict: Verdict) -> bool:
    """Print what became of a message that must be accepted."""
    console.print(f"[{STYLE[verdict.outcome]}]{verdict.outcome}[/]")
    return verdict.outcome is not Outcome.ACCEPTED


def _show(
    here: Stage,
    page: str,
    answer: type[A],
    drawn: Callable[[A], Iterable[RenderableType]],
    patient: dict[str, str] = NORA,
    /,
    **more: str,
) -> A:
    """Ask a page about a patient, and print what it answers."""
    told = _ask(here, page, answer, patient, **more)
    for part in drawn(told):
        console.print(part)
    return told


def _ask(here: Stage, page: str, answer: type[A], patient: dict[str, str], /, **more: str) -> A:
    asked = httpx.post(f"{here.reader}/v1/{page}", json={"patient": patient, **more}, trust_env=False)
    return answer.model_validate_json(asked.raise_for_status().content)


def _show_person(here: Stage, records: int) -> None:
    """Critical information of each record of a person, once the reader knows of so many."""
    deadline = time.monotonic() + PATIENCE
    while len((told := _entries(here, TWO_RECORDS)).records) != records and time.monotonic() < deadline:
        time.sleep(0.1)
    if len(told.records) > 1:
        console.print(head(told.records))
    for record in told.records:
        if len(told.records) > 1:
            console.print(heading(record, told.records))
        answer = told if record.is_this else _entries(here, {**TWO_RECORDS, "record": record.record})
        for part in critical_info(answer):
            console.print(part)


def _entries(here: Stage, patient: dict[str, str]) -> CriticalAnswer:
    return _ask(here, "critical-info/entries", CriticalAnswer, patient, **CLINICIAN)


def _show_history(here: Stage, told: SearchAnswer) -> None:
    laboratory = next(r.laboratory.id for r in told.reports if r.report_id == REPORT["report_id"])
    wanted = REPORT | {"laboratory": laboratory}
    _show(here, "results/history", HistoryAnswer, history, **CLINICIAN, **wanted)


def _show_held(here: Stage) -> None:
    table = Table("held by", "source", "reasons", box=None, padding=(0, 1))
    with closing(HeldLog(here.gateway)) as log:
        entries = list(log.entries())
    for entry in entries:
        reasons = "\n".join(f"[yellow]{problem.code}[/] {problem.detail}" for problem in entry.held.problems)
        table.add_row(entry.held.stage, entry.held.source or "unknown", reasons)
    console.print(table)
    console.print(
        "[dim]The original bytes of each are kept; `carebus held show` and `carebus held release` are the way on.[/]"
    )


def _show_metrics(here: Stage) -> None:
    for name, address in here.metrics.items():
        if name != "reader":
            answer = httpx.get(address, trust_env=False).raise_for_status().text
            for line in answer.splitlines():
                if line.startswith(_METRICS) and "_created" not in line:
                    console.print(f"  {line}", markup=False)
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_row("Reader, OpenAPI", f"{here.reader}/openapi.json")
    for name, address in here.metrics.items():
        table.add_row(f"Metrics of {name}", address)
    table.add_row("Kafka, schema registry", f"{here.brokers}, {here.registry}")
    console.print(table)
    console.print("[dim]They stop with the demonstration; `make up` starts the same and keeps it.[/]")
