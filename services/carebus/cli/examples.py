"""Understands how somebody who tries carebus gets messages to try it with."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from carebus.examples.catalogue import examples


def examples_command(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="folder to write the messages into")],
) -> None:
    """Write one message for each kind of verdict: invented laboratories and patients, to publish in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    table = Table("file", "shows", "verdict", title=f"Written to {folder}")
    for example in examples():
        (folder / example.file).write_bytes(example.data)
        said = f"\n[dim]carebus publish --source {example.sender}[/]" if example.sender else ""
        table.add_row(example.file, example.shows + said, ", ".join([example.verdict, *example.problems]))
    Console().print(table)
