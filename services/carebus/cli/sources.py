"""Understands the commands about sources: their files checked together and drafted from messages, and how each of them stands."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from carebus import shipped
from carebus.cli import sources_status
from carebus.gateway import sources
from carebus.gateway.source_drafts import Draft, draft

app = typer.Typer(no_args_is_help=True, help="Sources: who may send what, and how each of them stands.")
app.command()(sources_status.status)

_Folder = Annotated[
    Path | None,
    typer.Option("--folder", envvar="CAREBUS_SOURCES", help="folder of source files; the shipped ones unless said"),
]


@app.command()
def check(folder: _Folder = None) -> None:
    """Check every source file of a folder; every problem is told, and the exit status is 1 where there is one."""
    console = Console()
    known = _load(folder, console)
    console.print(f"{len(known.all)} sources, each by its own ids", highlight=False)


@app.command(name="draft")
def draft_command(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="messages of new laboratories")],
    into: Annotated[
        Path, typer.Option(help="folder for the drafts; a file that is there is never overwritten")
    ] = Path(),
    folder: _Folder = None,
) -> None:
    """Write a source file, to be reviewed, for each laboratory in the messages that no source file knows."""
    console = Console()
    drafts = draft((path.read_bytes() for path in files), _load(folder, console))
    into.mkdir(parents=True, exist_ok=True)
    written = [_write(each, into, console) for each in drafts]
    if not drafts:
        console.print("no new laboratory in these messages")
    raise typer.Exit(0 if all(written) else 1)


def _load(folder: Path | None, console: Console) -> sources.Sources:
    try:
        return sources.Sources.load(folder or shipped.folder("sources"))
    except sources.SourcesProblem as problem:
        console.print(str(problem), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None


def _write(drafted: Draft, into: Path, console: Console) -> bool:
    path = into / drafted.file
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(drafted.text)
    except FileExistsError:
        console.print(f"{path} is there already and was left as it is", style="red", markup=False, highlight=False)
        return False
    console.print(f"{path} drafted: review it", markup=False, highlight=False)
    return True
