"""Understands a contestant as a process: started, waited for, and what its last line tells."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.reference.contestant import Result
from carebus.local.spawning import signalled, spawn

PROJECT = Path(__file__).parent.parent
_PATIENCE = 1_200


class Fell(Exception):
    """A contestant ended without a result; the message is its last words."""


def python(module: str, *arguments: object, interpreter: str = sys.executable) -> list[str]:
    """The command of one of our modules."""
    return [interpreter, "-W", "ignore", "-m", module, *map(str, arguments)]


def race(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Result:
    """Run a contestant to its end. Raises Fell."""
    process = spawn(command, subprocess.PIPE, environment={**(environment or {}), "PYTHONPATH": str(PROJECT)})
    try:
        output, _ = process.communicate(timeout=_PATIENCE)
    finally:
        signalled(process.pid, signal.SIGKILL)
    lines = output.decode(errors="replace").splitlines()
    told = next((line for line in reversed(lines) if line.startswith('{"events"')), None)
    if told is None:
        raise Fell("\n".join([" ".join(command), *lines[-15:]]))
    return Result(**json.loads(told))
