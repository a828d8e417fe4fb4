"""Understands the command `demo`: the whole demonstration, or the simulated town alone."""

import typer

from carebus.demo.play import play
from carebus.demo.town.command import town

demo = typer.Typer(invoke_without_command=True)
demo.command()(town)


@demo.callback()
def everything(context: typer.Context) -> None:
    """Play on a real Kafka of its own, gone when it ends: invented messages, shared pictures, a simulated town."""
    if context.invoked_subcommand is None:
        raise typer.Exit(play())
