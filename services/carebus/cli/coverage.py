"""Understands how much of some messages is used, and shows it: by file, by reason, and what is unknown by name."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from carebus.domain.problems import Code, Problem
from carebus.formats.coverage import Coverage
from carebus.formats.detect import Reader, detect
from carebus.formats.fhir.coverage import coverage as of_fhir
from carebus.formats.hl7v2.coverage import coverage as of_hl7
from carebus.formats.kith.coverage import coverage as of_kith

_COUNTERS = {Reader.KITH: of_kith, Reader.FHIR: of_fhir, Reader.HL7: of_hl7}


def coverage_command(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="messages: KITH, FHIR R4, HL7 v2")],
) -> None:
    """Show which share of the messages' content is used, left out on purpose (with the reason), and unknown.

    Counted by the smallest parts of each format: elements and attributes of XML, leaves of FHIR, components of HL7 v2. The exit
    status is 1 where a file cannot be read or holds anything unknown.
    """
    console = Console()
    counted = {path: _of(path.read_bytes()) for path in track(files, "Reading", console=console, transient=True)}
    total = Coverage()
    for each in counted.values():
        if isinstance(each, Coverage):
            total.add(each)
    console.print(_by_file(counted, total))
    console.print(_by_name("Left out on purpose", total.dropped))
    if total.unknown:
        console.print(_by_name("Unknown", total.unknown))
    unread = any(isinstance(each, Problem) for each in counted.values())
    raise typer.Exit(1 if unread or total.unknown else 0)


def _of(data: bytes) -> Coverage | Problem:
    reader = detect(data)
    if isinstance(reader, Problem):
        return reader
    counter = _COUNTERS.get(reader)
    return (
        counter(data) if counter else Problem(Code.UNKNOWN_FORMAT, "/", "carebus-json-1 has nothing that is left out")
    )


def _by_file(counted: dict[Path, Coverage | Problem], total: Coverage) -> Table:
    table = Table("file", title="Coverage")
    for heading in ("all", "used", "left out", "unknown"):
        table.add_column(heading, justify="right")
    for path, each in counted.items():
        table.add_row(path.name, *(_shares(each) if isinstance(each, Coverage) else _unread(each)))
    table.add_section()
    table.add_row(f"{len(counted)} files", *_shares(total), style="bold")
    return table


def _shares(counted: Coverage) -> tuple[str, str, str, str]:
    whole = counted.total or 1
    parts = (counted.used, counted.dropped.total(), counted.unknown.total())
    used, dropped, unknown = (f"{part / whole:.1%}" for part in parts)
    return str(counted.total), used, dropped, unknown


def _unread(problem: Problem) -> tuple[str, str, str, str]:
    return f"[red]{problem.code}[/]", "", "", ""


def _by_name(title: str, counts: dict[str, int]) -> Table:
    table = Table("what", title=title)
    table.add_column("count", justify="right")
    for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        table.add_row(name, str(count))
    return table
