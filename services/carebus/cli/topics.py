"""Understands the commands `topics plan` and `topics apply`: what a cluster's topics lack, and making it so."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Annotated

import typer
from confluent_kafka import KafkaException
from rich.console import Console
from rich.table import Column, Table

from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.bus.topic_apply import Beginning, Start
from carebus.bus.topic_apply import apply as carry_out
from carebus.bus.topic_plan import Kind, Planned
from carebus.bus.topic_plan import plan as compared
from carebus.bus.topics import load
from carebus.settings import Settings

app = typer.Typer(name="topics", help="Compare the topics' files with a cluster, and make it so.", no_args_is_help=True)
Copies = Annotated[
    int | None, typer.Option(min=1, help="Copies of each record: three, or as many as there are brokers, unless said.")
]

_out = Console()
_COLOUR = {
    Kind.CREATE: "green",
    Kind.CHANGE: "yellow",
    Kind.REFUSED: "bold red",
    Kind.UNCHANGED: "dim",
    Kind.NO_FILE: "dim",
}


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line."""

    AS_STATED = 0
    REFUSED = 1
    NOT_NOW = 3
    DIFFERS = 4


@app.command()
def plan(copies: Copies = None) -> None:
    """Show the difference between the files and the cluster. Status: 0 none, 4 some, 1 one that is refused, 3 no answer."""
    _, planned = _planned(copies)
    _out.print(_table(planned))
    raise typer.Exit(_status(planned))


@app.command()
def apply(copies: Copies = None) -> None:
    """Make the cluster as the files state it. Status: 0 it is so, 1 something is refused or a group has lost its place, 3 no answer."""
    brokers, planned = _planned(copies)
    _out.print(_table(planned))
    try:
        starts = carry_out(planned, Cluster(brokers), Groups(brokers))
    except KafkaException as failure:
        raise _no_answer(failure) from failure
    for start in starts:
        _out.print(f"group {start.group} on {start.topic}: {start.beginning}", soft_wrap=True)
    raise typer.Exit(_end(planned, starts))


def _planned(copies: int | None) -> tuple[str, tuple[Planned, ...]]:
    brokers = Settings.load().brokers
    cluster = Cluster(brokers)
    try:
        return brokers, compared(load(), cluster.topics(), cluster.brokers(), copies)
    except KafkaException as failure:
        raise _no_answer(failure) from failure


def _table(planned: Iterable[Planned]) -> Table:
    table = Table(Column("topic", overflow="fold"), "", "what", title="Topics", title_justify="left")
    for each in planned:
        colour = _COLOUR[each.kind]
        table.add_row(each.name, f"[{colour}]{each.kind}[/]", "\n".join((*each.refusals, *each.notes)))
    return table


def _status(planned: Iterable[Planned]) -> Ends:
    kinds = {each.kind for each in planned}
    if Kind.REFUSED in kinds:
        return Ends.REFUSED
    return Ends.DIFFERS if kinds & {Kind.CREATE, Kind.CHANGE} else Ends.AS_STATED


def _end(planned: Iterable[Planned], starts: Iterable[Start]) -> Ends:
    lost = any(start.beginning is Beginning.LOST for start in starts)
    return Ends.REFUSED if lost or _status(planned) is Ends.REFUSED else Ends.AS_STATED


def _no_answer(failure: KafkaException) -> typer.Exit:
    Console(stderr=True).print(
        f"The cluster does not answer: {failure.args[0].str()}", style="red", markup=False, soft_wrap=True
    )
    return typer.Exit(Ends.NOT_NOW)
