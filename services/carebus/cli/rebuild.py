"""Understands the command `rebuild`: the live views against the accepted log, and what is done about a difference."""

from collections.abc import Iterator
from contextlib import closing
from enum import IntEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from carebus.bus.clients import partitions
from carebus.bus.garbage import collect_young_only
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.areas import AREAS
from carebus.rebuild.apply import Corrections
from carebus.rebuild.scratch import Difference
from carebus.rebuild.verify import Verified, Verifier
from carebus.settings import Settings

_out = Console()
_error = Console(stderr=True)


class Ends(IntEnum):
    """What the exit status tells; 2 is a wrong command line or setting."""

    IDENTICAL = 0
    DIFFERENT = 1


def rebuild(
    area: Annotated[str, typer.Argument(help=f"One of: {', '.join(AREAS)}.")],
    apply: Annotated[
        bool, typer.Option("--apply/--verify", help="Put differences right, through the owner of each partition.")
    ] = False,
) -> None:
    """Recompute an area's views from the accepted log and compare them with the live ones.

    Exit status 0: identical; 1: different, named by partition and count. With --apply the corrections are sent to the projectors as
    commands; a unit that changes meanwhile is left alone, so run it again with --verify when the projectors have caught up.
    """
    if area not in AREAS:
        raise typer.BadParameter(f"no such area; there are: {', '.join(AREAS)}", param_hint="AREA")
    settings = Settings.load()
    collect_young_only()
    with closing(Wire(Registry(settings.registry))) as wire:
        differences = _differences(settings, wire, AREAS[area])
        if differences and apply:
            sent = Corrections(settings.brokers, wire, AREAS[area]).send(differences)
            _out.print(
                f"{sent} corrections sent; run `carebus rebuild {area} --verify` when the projectors have caught up."
            )
    raise typer.Exit(Ends.DIFFERENT if differences else Ends.IDENTICAL)


def _differences(settings: Settings, wire: Wire, area: Area) -> list[Difference]:
    verified = list(_verified(settings, wire, area))
    _show(verified)
    return [difference for partition in verified for difference in partition.differences]


def _verified(settings: Settings, wire: Wire, area: Area) -> Iterator[Verified]:
    numbers = partitions(settings.brokers, area.accepted)
    verifier = Verifier(settings.brokers, wire, area)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_error, transient=True) as bar:
        whole = bar.add_task("Partitions", total=len(numbers))
        records = bar.add_task("Records read", total=None)
        for partition in numbers:
            yield verifier.verify(partition, lambda count: bar.advance(records, count))
            bar.advance(whole)


def _show(verified: list[Verified]) -> None:
    table = Table("partition", "units", "missing", "extra", "different", "SHA-256 of log and view")
    for one in verified:
        alike = (
            f"[green]{one.rebuilt[:16]}… both[/]"
            if one.rebuilt == one.live
            else f"[red]{one.rebuilt[:12]}… ≠ {one.live[:12]}…[/]"
        )
        counts = (str(one.counts[kind]) for kind in ("missing", "extra", "different"))
        table.add_row(str(one.partition), str(one.units), *counts, alike)
    _out.print(table)
    same = all(not one.differences for one in verified)
    units = sum(one.units for one in verified)
    _out.print(
        f"{units} units: [green]identical[/]" if same else f"{units} units: [red]the view is not what the log tells[/]"
    )
