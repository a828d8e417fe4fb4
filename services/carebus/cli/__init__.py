"""The `carebus` command: every command, where it is written, and what an operator reads when something is not there."""

import sys

import typer
from confluent_kafka import KafkaException
from rich.console import Console

from carebus.bus.registry import NotRegistered, RegistryUnreachable
from carebus.bus.transaction import Aborted, Unsure
from carebus.cli import (
    alarms,
    coverage,
    difference,
    examples,
    explain,
    held,
    offsets,
    publish,
    rebuild,
    schemas,
    services,
    show,
    sources,
    stack,
    topics,
)
from carebus.gateway.sources import SourcesProblem
from carebus.settings import SettingsProblem

app = typer.Typer(
    name="carebus",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Shared care information follows the patient. Start with `carebus up`, `carebus examples FOLDER`, `carebus publish FOLDER`.",
)
app.command()(stack.up)
app.command()(stack.down)
app.command("examples")(examples.examples_command)
app.command()(publish.publish)
app.command()(show.show)
app.command()(explain.explain)
app.command()(difference.difference)
app.command()(alarms.alarms)
app.add_typer(held.commands, name="held")
app.command()(services.projector)
app.command()(services.clock)
app.command()(services.disputes)
app.command()(services.watch)
app.command()(services.reader)
app.command()(rebuild.rebuild)
app.add_typer(topics.app, name="topics")
app.add_typer(schemas.app, name="schemas")
app.add_typer(sources.app, name="sources")
app.add_typer(offsets.app, name="offsets")
app.command("coverage")(coverage.coverage_command)

USAGE = 2
NOT_NOW = 3

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line. Exit status 2: a setting or the command line is wrong; 3: something that is needed does not answer."""
    try:
        app()
    except (SettingsProblem, SourcesProblem) as problem:
        _end(USAGE, str(problem))
    except RegistryUnreachable as silence:
        _end(NOT_NOW, f"The schema registry does not answer ({silence}): is it up, and is CAREBUS_REGISTRY right?")
    except NotRegistered as missing:
        _end(NOT_NOW, str(missing))
    except (Aborted, Unsure) as failure:
        _end(NOT_NOW, f"Kafka did not take it ({failure}): send it again, a repeat is recognised.")
    except KafkaException as failure:
        _end(NOT_NOW, f"Kafka does not answer ({failure.args[0].name()}): is it up, and is CAREBUS_BROKERS right?")


def _end(status: int, words: str) -> None:
    Console(stderr=True).print(words, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(status)
