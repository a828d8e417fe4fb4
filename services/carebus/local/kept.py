"""Understands a stack that stays when the command that started it has ended, until it is taken down."""

import fcntl
import shutil
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from carebus.local.endings import orderly
from carebus.local.identity import Identity
from carebus.local.programs import Program
from carebus.local.spawning import signalled


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder, `.local` of a checkout say, with the files of what runs (`run/`) and an `env` to be sourced."""

    folder: Path

    @property
    def run(self) -> Path:
        """Where the running programs have their data, logs and process files."""
        return self.folder / "run"

    @property
    def env(self) -> Path:
        """The file to be sourced."""
        return self.folder / "env"

    @property
    def living(self) -> tuple[Identity, ...]:
        """What runs of it, the last started first; a number that now belongs to another process is left out."""
        files = [file for file in self.run.rglob("*.pid") if file.stat().st_size]
        found = [identity for identity in map(Identity.read, files) if identity.lives]
        return tuple(sorted(found, key=lambda identity: identity.birth, reverse=True))

    @contextmanager
    def building(self) -> Iterator[None]:
        """Alone in the folder, and all or nothing: what was started inside ends again when the inside fails."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with orderly(), (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield
            except BaseException:
                self.end(patience=0)
                raise

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Program:
        """Starts one more program that stays; `environment` is all it gets besides path, home and language."""
        program = Program(name, command, self.run / name, environment, tethered=False)
        program.start()
        return program

    def export(self, variables: Mapping[str, str]) -> None:
        """Writes `env`, for its owner only: it holds the secret of the patient key."""
        self.env.touch(mode=0o600)
        self.env.write_text("".join(f"export {name}={quote(value)}\n" for name, value in variables.items()))

    def end(self, patience: float = 20) -> int:
        """Ends what runs, one after another, the last started first, and removes its files; tells how many ran."""
        living = self.living
        for identity in living:
            _end(identity, patience)
        shutil.rmtree(self.run, ignore_errors=True)
        self.env.unlink(missing_ok=True)
        return len(living)


def _end(identity: Identity, patience: float) -> None:
    deadline = time.monotonic() + patience
    signalled(identity.number, signal.SIGTERM)
    while identity.lives and time.monotonic() < deadline:
        time.sleep(0.05)
    if identity.lives:
        signalled(identity.number, signal.SIGKILL)
    while identity.lives:
        time.sleep(0.01)
