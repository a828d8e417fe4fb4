"""Understands the commands `schemas check`, `schemas apply` and `schemas asyncapi`."""

from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from carebus.bus.asyncapi import document
from carebus.bus.registry_answers import Answers, RegistryUnreachable
from carebus.bus.schema_differences import differences
from carebus.bus.subjects import Applied, Kind, Subjects
from carebus.bus.topics import load
from carebus.formats.avro.schemas import Schema, current, released
from carebus.settings import Settings, SettingsProblem
from carebus.shipped import folder

app = typer.Typer(name="schemas", help="Check the schemas, register them, and describe the bus.", no_args_is_help=True)

_out = Console()
_err = Console(stderr=True)
_COLOUR = {Kind.REGISTERED: "green", Kind.NEW_VERSION: "yellow", Kind.UNCHANGED: "dim", Kind.REFUSED: "bold red"}


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line."""

    SOUND = 0
    REFUSED = 1
    NOT_NOW = 3


@app.command()
def check() -> None:
    """Check every schema file, against earlier releases and against the registry where it answers. Status: 0 sound, 1 not."""
    problems = list(_in_files()) or list(_in_registry())
    for problem in problems:
        _err.print(problem, style="red", markup=False, soft_wrap=True)
    _out.print(f"{len(current(folder('schemas')))} schemas, {len(problems)} problems")
    raise typer.Exit(Ends.REFUSED if problems else Ends.SOUND)


@app.command()
def apply() -> None:
    """Register every record of every topic, FULL_TRANSITIVE. Status: 0 all are, 1 one is refused, 3 the registry does not answer."""
    try:
        with closing(Answers(Settings.load().registry)) as answers:
            applied = tuple(Subjects(answers, _explained).apply(load()))
    except RegistryUnreachable as silence:
        _err.print(f"The registry does not answer: {silence}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(Ends.NOT_NOW) from silence
    _out.print(_table(applied))
    raise typer.Exit(Ends.REFUSED if any(each.kind is Kind.REFUSED for each in applied) else Ends.SOUND)


@app.command()
def asyncapi(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; the terminal unless said.")] = None,
) -> None:
    """Write the AsyncAPI 3 document of the bus."""
    written = document(load(), version("carebus"))
    if file is None:
        typer.echo(written, nl=False)
    else:
        file.write_text(written, encoding="utf-8")


def _in_files() -> Iterator[str]:
    try:
        from carebus.bus.schema_check import problems, unlike_released  # noqa: PLC0415 - a service needs no `avro`
    except ImportError:
        _err.print("The files were not checked: that needs the package `avro` (the development group has it).")
        return
    shipped = current(folder("schemas"))
    yield from problems(shipped)
    yield from unlike_released(shipped, released(folder("schemas")))


def _in_registry() -> Iterator[str]:
    try:
        with closing(Answers(Settings.load().registry)) as answers:
            refused = Subjects(answers, _explained).refused(load())
            yield from (f"{each.subject}: {reason}" for each in refused for reason in each.reasons)
    except (RegistryUnreachable, SettingsProblem) as silence:
        _out.print(f"The registry was not asked: {silence}", soft_wrap=True, markup=False)


def _explained(older: Schema, newer: Schema) -> tuple[str, ...]:
    return tuple(differences(older, newer))


def _table(applied: tuple[Applied, ...]) -> Table:
    table = Table(Column("subject", overflow="fold"), "", "id", "why not", title="Schemas", title_justify="left")
    for each in applied:
        schema_id = "" if each.schema_id is None else str(each.schema_id)
        table.add_row(each.subject, f"[{_COLOUR[each.kind]}]{each.kind}[/]", schema_id, "\n".join(each.reasons))
    return table
