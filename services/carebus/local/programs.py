"""Understands one program of the stack through its starts and ends: killed, stopped, started again as it was."""

import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from carebus.local.identity import Identity
from carebus.local.spawning import signalled, spawn
from carebus.local.unavailable import Unavailable, tail

_ASK_EVERY = 0.05


@dataclass(slots=True)
class Program:
    """A command with its own folder, log (`NAME.log`) and process file (`NAME.pid`)."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    tethered: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it printed, over all its starts."""
        return self.folder / f"{self.name}.log"

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Starts it; it is not ready yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = spawn(
                self.command, output, environment=self.environment, folder=self.folder, tethered=self.tethered
            )
        if identity := Identity.of(self.process.pid):
            identity.write(self._file)

    def kill(self) -> None:
        """Ends it as a power cut would: SIGKILL, to all of its group."""
        if self.process is not None:
            signalled(self.process.pid, signal.SIGKILL)
            self._gone()

    def stop(self, patience: float = 30) -> None:
        """Asks it to end, and kills it when it has not after `patience` seconds."""
        if self.process is not None:
            signalled(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                signalled(self.process.pid, signal.SIGKILL)
            self._gone()

    def until(self, ready: Callable[[], bool], patience: float = 90) -> None:
        """Waits until `ready` says so. Raises Unavailable, with the end of the log, when it ends or never is."""
        deadline = time.monotonic() + patience
        while not ready():
            if not self.running or time.monotonic() > deadline:
                raise Unavailable(f"{self.name} did not start. Its log, {self.log}, ends:\n{tail(self.log)}")
            time.sleep(_ASK_EVERY)

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def _gone(self) -> None:
        if self.process is not None:
            self.process.wait()
            self.process = None
            self._file.unlink(missing_ok=True)
