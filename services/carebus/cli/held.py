"""Understands the commands `held list`, `held show` and `held release`: what waits for a person, and how it gets on."""

from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from carebus.bus.heldlog import Entry, HeldLog
from carebus.gateway.release import Releases
from carebus.settings import GatewaySettings, Settings

commands = typer.Typer(no_args_is_help=True, help="What could not be decided: list it, look at it, let it try again.")

_out = Console()
_error = Console(stderr=True)


@commands.command("list")
def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also what has been decided since.")] = False,
) -> None:
    """List what is held, oldest first, with the reasons; no patient is named."""
    entries = [entry for entry in _entries() if everything or entry.open]
    table = Table("id", "since", "where", "source", "reasons", *(["now"] if everything else []))
    for entry in entries:
        reasons = "\n".join(f"{p.code}: {p.detail}" for p in entry.held.problems)
        now = [] if not everything else ["held" if entry.open else "decided"]
        table.add_row(
            entry.id,
            f"{entry.held.held:%Y-%m-%d %H:%M}",
            entry.held.stage,
            entry.held.source or "unknown",
            reasons,
            *now,
        )
    _out.print(table if entries else "Nothing is held.")


@commands.command()
def show(name: Annotated[str, typer.Argument(metavar="ID", help="An id from `held list`.")]) -> None:
    """Show one held record: every problem, where it stood, and the remedy of each."""
    held = _one(name).held
    table = Table("what", "value", show_header=False)
    table.add_row("held by", held.stage)
    table.add_row("since", held.held.isoformat())
    table.add_row("submission", held.submission_id)
    table.add_row("original (SHA-256)", held.original)
    if held.topic is not None:
        table.add_row("stood at", f"{held.topic}/{held.partition}/{held.offset}")
    for problem in held.problems:
        table.add_row(
            f"[yellow]{problem.code}[/]",
            f"{problem.detail}\n[dim]at {problem.where}; see docs/problems.md#{problem.code}[/]",
        )
    _out.print(table)


@commands.command()
def release(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="ID…", help="Ids from `held list`; all that are open if none.")
    ] = None,
) -> None:
    """Let held records try again: after a source file was added, or a mended release was installed.

    What the gateway held is taken again from its original bytes. A parked patient's records are decided in order by the
    projector. Exit status 1 where something could not be released.
    """
    entries = [_one(name) for name in names] if names else [entry for entry in _entries() if entry.open]
    failed = 0
    with closing(Releases(GatewaySettings.load())) as releases:
        for entry in entries:
            answer = releases.again(entry)
            failed += not answer.released
            word = "[green]released[/]" if answer.released else "[red]not released[/]"
            _out.print(f"{word} {entry.id}: {answer.detail}", highlight=False)
    raise typer.Exit(1 if failed else 0)


def _entries() -> list[Entry]:
    with closing(HeldLog(Settings.load())) as log:
        return list(log.entries())


def _one(name: str) -> Entry:
    found = [entry for entry in _entries() if entry.id == name]
    if not found:
        _error.print(f"{name}: no such held record; `carebus held list --all` names them", style="red", markup=False)
        raise typer.Exit(2)
    return found[-1]
