"""Understands a projector under measurement: a process of its own, asked for its metrics, its CPU time and its memory."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.stage import Stage
from carebus.local import ports
from carebus.local.programs import Program
from carebus.local.unavailable import tail

_TICKS = os.sysconf("SC_CLK_TCK")
_ASK_EVERY = 0.05
_PATIENCE = 900.0


class Stalled(Exception):
    """A projector did not come so far in time."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a projector had done at one moment: its CPU seconds, records decided, and seconds by step of its loop."""

    at: float
    cpu: float
    decided: float
    steps: dict[str, float]
    memory: float
    outcomes: dict[str, float]


@dataclass(slots=True)
class Projector:
    """A running projector."""

    program: Program
    metrics: str

    def read(self) -> Reading:
        """How far it is now; `memory` in MB, the most that it held. Raises Stalled."""
        pid = self.program.process.pid if self.program.process else 0
        told = self._told()
        steps: dict[str, float] = {}
        outcomes: dict[str, float] = {}
        decided = 0.0
        for family in text_string_to_metric_families(told):
            for sample in family.samples:
                if sample.name in {"carebus_loop_seconds_total", "carebus_decide_seconds_total"}:
                    steps[sample.labels["step"]] = sample.value
                elif sample.name == "carebus_transaction_records_sum":
                    decided = sample.value
                elif sample.name == "carebus_events_total":
                    outcomes[sample.labels["outcome"]] = sample.value
        return Reading(time.monotonic(), _cpu(pid), decided, steps, memory(pid, "VmHWM"), outcomes)

    def until(self, decided: int, progress: Callable[[float], None] = lambda _done: None) -> Reading:
        """The first reading at which so many records are decided. Raises Stalled."""
        deadline = time.monotonic() + _PATIENCE
        while (now := self.read()).decided < decided:
            if time.monotonic() > deadline or not self.program.running:
                raise Stalled(
                    f"{now.decided:.0f} of {decided} records decided. Its log ends:\n{tail(self.program.log)}"
                )
            progress(now.decided)
            time.sleep(_ASK_EVERY)
        return now

    def _told(self) -> str:
        try:
            return httpx.get(self.metrics, trust_env=False, timeout=60).text
        except httpx.TransportError as silence:
            raise Stalled(f"a projector does not answer. Its log ends:\n{tail(self.program.log)}") from silence


@contextmanager
def projector(
    stage: Stage, batch: int, state: str = "state", area: str = "results", **more: str
) -> Iterator[Projector]:
    """A projector of an area, ready to be asked; `more` are settings of its own."""
    (port,) = ports.free(1)
    settings = {
        **stage.settings,
        "CAREBUS_STATE": str(stage.folder / state),
        "CAREBUS_METRICS_PORT": str(port),
        "CAREBUS_BATCH": str(batch),
        **more,
    }
    program = Program(
        "projector", [sys.executable, "-m", "carebus.projector", area], stage.folder / "projector", settings
    )
    program.start()
    try:
        running = Projector(program, f"http://127.0.0.1:{port}/metrics")
        program.until(lambda: _answers(running.metrics))
        yield running
    finally:
        program.stop()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int, line: str) -> float:
    """MB that a process holds, by a line of its status: `VmRSS` now, `VmHWM` at the most."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(each.split()[1]) / 1024 for each in lines if each.startswith(line))
