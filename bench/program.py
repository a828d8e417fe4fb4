"""Understands the command `python -m bench`: which contests, how large, and where the figures go."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench import (
    critical_info,
    disputes,
    document,
    growth,
    latency,
    machine,
    medication,
    persons,
    rebuilding,
    results,
    watch,
)
from bench.contestants import PROJECT, Fell
from bench.figures import Contest
from bench.reference import contest as reference
from bench.sizes import FULL, QUICK, Sizes
from bench.stage import stage
from bench.tables import show
from carebus.local import Unavailable

CONTESTS = {
    "reference": reference.hold,
    "results": results.hold,
    "medication": medication.hold,
    "critical-info": critical_info.hold,
    "disputes": disputes.hold,
    "latency": latency.hold,
    "persons": persons.hold,
    "growth": growth.hold,
    "rebuild": rebuilding.hold,
    "watch": watch.hold,
}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
_console = Console()


@app.command()
def bench(  # noqa: PLR0913, PLR0917 - options of a command line, each named
    contests: Annotated[
        list[str] | None, typer.Argument(help=f"Any of: {', '.join(CONTESTS)}; all unless said.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Small sizes and one run of each: a few minutes.")] = False,
    events: Annotated[int | None, typer.Option(help="Events of the reference job.")] = None,
    runs: Annotated[int | None, typer.Option(help="Runs of each contestant.")] = None,
    reports: Annotated[int | None, typer.Option(help="Reports of nine items.")] = None,
    acts: Annotated[int | None, typer.Option(help="Acts on medication lists.")] = None,
    seconds: Annotated[int | None, typer.Option(help="Seconds of each latency measurement.")] = None,
    patients: Annotated[int | None, typer.Option(help="Patients to which growth is followed.")] = None,
    into: Annotated[Path, typer.Option(help="File of the raw figures.")] = PROJECT / ".cache" / "bench.json",
    write: Annotated[bool, typer.Option("--write", help="Render docs/benchmarks.md from these figures.")] = False,
) -> None:
    """Measure carebus beside other engines, on a broker of its own; CPU seconds are those of the contestant's process."""
    sizes = QUICK if quick or os.environ.get("QUICK") else FULL
    asked: dict[str, Any] = {
        "events": events,
        "runs": runs,
        "reports": reports,
        "rebuilt": reports,
        "acts": acts,
        "seconds": seconds,
    }
    sizes = replace(sizes, **{name: value for name, value in asked.items() if value}).up_to(patients)
    chosen = contests or list(CONTESTS)
    if unknown := [name for name in chosen if name not in CONTESTS]:
        raise typer.BadParameter(f"no such contest: {', '.join(unknown)}")
    about = machine.described()
    _console.print(f"{about['processor']}, {about['cores']} cores; {about['versions']}", highlight=False)
    held: list[Contest] = []
    try:
        for name in chosen:
            held.append(_held(name, sizes))
            show(_console, held[-1])
            document.keep(into, about, sizes, held)
    except (Unavailable, Fell) as reason:
        _console.print(str(reason), style="red", markup=False)
        raise typer.Exit(1) from reason
    if write:
        document.write(PROJECT / "docs" / "benchmarks.md", json.loads(into.read_text(encoding="utf-8")))
    _console.print(f"Raw figures: {into}")


def _held(name: str, sizes: Sizes) -> Contest:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with stage() as on, Progress(*columns, console=_console, transient=True) as progress:
        return CONTESTS[name](on, sizes, progress)
