"""Understands how a program is started so that it outlives nobody by accident."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

TETHER = str(Path(__file__).with_name("tether.py"))
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def spawn(
    command: Sequence[str],
    output: IO[bytes] | int,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    tethered: bool = True,
) -> subprocess.Popen[bytes]:
    """Starts a program as the head of its own process group; tethered, the kernel kills it when we end.

    Its environment holds nothing of ours but the path, the home, the language and `environment`. Linux ties the
    tether to the thread that starts it: start from one that stays.
    """
    tether = [sys.executable, "-I", "-S", TETHER, str(os.getpid())] if tethered else []
    return subprocess.Popen(
        [*tether, *command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={name: os.environ[name] for name in _KEPT if name in os.environ} | dict(environment or {}),
        cwd=folder,
        start_new_session=True,
    )


def signalled(group: int, number: signal.Signals) -> None:
    """Sends a signal to a whole process group; one that has ended is no error."""
    with suppress(ProcessLookupError):
        os.killpg(group, number)
