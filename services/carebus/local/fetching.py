"""Understands a program that fetches something, shown while it runs, and explained when it fails."""

import os
import signal
import subprocess
from collections import deque
from collections.abc import Mapping

from rich.console import Console

from carebus.local.spawning import signalled, spawn
from carebus.local.unavailable import Unavailable

_console = Console(stderr=True)
_NO_MORE: Mapping[str, str] = {}
_ARRIVED = (b"Downloaded from", b"go: downloading")


def run(title: str, command: list[str], *, more: Mapping[str, str] = _NO_MORE, tethered: bool = True) -> None:
    """Runs it in our own environment and `more`, to its end or ours. Raises Unavailable with its last words.

    Untethered, it is waited for even when we are asked to end.
    """
    if not _console.is_terminal:
        _console.print(f"{title} …", highlight=False)
    last: deque[str] = deque(maxlen=15)
    process = spawn(command, subprocess.PIPE, environment=os.environ | dict(more), tethered=tethered)
    try:
        _show(title, process, last)
    finally:
        if tethered:
            signalled(process.pid, signal.SIGTERM)
        process.communicate()
    if process.returncode != 0:
        raise Unavailable(f"{' '.join(command)} failed:\n{''.join(last)}")


def _show(title: str, process: subprocess.Popen[bytes], last: deque[str]) -> None:
    files = 0
    with _console.status(f"{title} …") as status:
        for line in process.stdout or ():
            last.append(line.decode(errors="replace"))
            files += any(sign in line for sign in _ARRIVED)
            status.update(f"{title} … {files} files")
        process.wait()
