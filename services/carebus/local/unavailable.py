"""Understands why the local stack cannot be had here, and what helps."""

from pathlib import Path


class Unavailable(Exception):
    """A part of the local stack is missing or did not start; the message tells what to do about it."""


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for a message; empty where there is none."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""
