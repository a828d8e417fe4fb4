"""Understands the command `carebus`: the command line, and the demonstrations that play on it."""

from carebus.cli import app, main
from carebus.demo.command import demo

app.add_typer(demo, name="demo")

__all__ = ["app", "main"]
