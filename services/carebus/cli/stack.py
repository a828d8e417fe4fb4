"""Understands the commands `up` and `down`: a local stack that stays, and how its users find it."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from carebus.local import Stack, Unavailable
from carebus.local.furnishing import addresses, furnish, services
from carebus.local.kept import Kept

Folder = Annotated[Path, typer.Option(help="Folder of the stack's data, logs and `env`.")]
_HERE = Path(".local")
_out = Console()


@dataclass(frozen=True, slots=True)
class Place:
    """Something that listens."""

    what: str
    where: str


def up(folder: Folder = _HERE) -> None:
    """Start Kafka, the schema registry and the services here, and leave them running."""
    kept = Kept(folder)
    try:
        with kept.building():
            _raise_up(kept)
    except Unavailable as missing:
        Console(stderr=True).print(str(missing), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from missing


def down(folder: Folder = _HERE) -> None:
    """Stop what `up` started, and remove its data."""
    ended = Kept(folder).end()
    _out.print(f"Stopped {ended} programs and removed their data." if ended else "Nothing was running here.")


def _furnish(stack: Stack, kept: Kept, variables: dict[str, str]) -> list[Place]:
    """Put the topics, the schemas and the services into a stack that answers; gives what listens of it."""
    furnish(stack)
    variables.update(addresses(kept.run.absolute() / "state"))
    running = services(kept.run, variables, tethered=False)
    for service in running:
        service.program.start()
    return [
        Place("Reader (OpenAPI at /openapi.json)", variables["CAREBUS_READER"]),
        *(Place(f"Metrics of the {service.name}", service.metrics) for service in running),
    ]


def _raise_up(kept: Kept) -> None:
    if kept.living:
        _out.print(f"Already up: [bold]source {kept.env}[/], or [bold]carebus down[/] first.")
        return
    kept.end()
    stack = Stack.laid_out(kept.run).untied()
    with _out.status("Starting Kafka and the schema registry …"):
        stack.launch()
    variables = _variables(stack)
    places = [*_places(stack), *_furnish(stack, kept, variables)]
    kept.export(variables)
    _show(kept, places, variables)


def _variables(stack: Stack) -> dict[str, str]:
    return {
        "CAREBUS_ENVIRONMENT": "test",
        "CAREBUS_BROKERS": stack.bootstrap,
        "CAREBUS_REGISTRY": stack.registry_url,
        "CAREBUS_PATIENT_SECRET": secrets.token_hex(32),
    }


def _places(stack: Stack) -> list[Place]:
    return [Place("Kafka", stack.bootstrap), Place("Schema registry", stack.registry_url)]


def _show(kept: Kept, places: list[Place], variables: dict[str, str]) -> None:
    table = Table("What", "Where", title="The local stack")
    for place in places:
        table.add_row(place.what, place.where)
    _out.print(table)
    for name, value in variables.items():
        if "SECRET" not in name:
            _out.print(f"export {name}={value}", markup=False, highlight=False, soft_wrap=True)
    _out.print(f"All of it, and the secret of the patient key: [bold]source {kept.env}[/]   Logs: {kept.run}")
