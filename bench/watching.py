"""Understands a watch under measurement: a process of its own, asked how far it is, what it costs and what it told."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench import reports
from bench.projector import Projector, Reading, Stalled
from bench.stage import Stage
from carebus.bus.groups import Groups
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import ALARMS, FLOW
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.alarms import AlarmRaised
from carebus.local import ports
from carebus.local.programs import Program
from carebus.watch.beginning import GROUP

EVERY = 15.0
"""Seconds between two evaluations: as it is deployed."""

AREA = reports.AREA.name

_ASK_EVERY = 0.05
_PATIENCE = 900.0


@dataclass(slots=True)
class Watching(Projector):
    """A running watch; it is read as a projector is."""

    started: float = 0.0

    def value(self, name: str) -> float | None:
        """A metric of the area, or the sum of one that has no area; None where it is not told yet."""
        try:
            told = httpx.get(self.metrics, trust_env=False, timeout=60).text
        except httpx.TransportError:
            return None
        samples = [each for family in text_string_to_metric_families(told) for each in family.samples]
        chosen = [each.value for each in samples if each.name == name and each.labels.get("area", AREA) == AREA]
        return sum(chosen) if chosen else None

    def evaluated(self, after: datetime | None = None) -> float:
        """Wait until the area is evaluated by a mark that was written `after` a time, if any was given; seconds that it took. Raises Stalled."""
        begun, wanted = time.monotonic(), 0.0 if after is None else after.timestamp()
        while (self.value("carebus_watch_evaluated_timestamp_seconds") or -1.0) <= wanted:
            self._goes_on(begun)
        return time.monotonic() - begun

    def keeps(self, stage: Stage, place: int, offset: int) -> None:
        """Wait until its table has what stands before an offset of the flow. Raises Stalled."""
        begun, groups = time.monotonic(), Groups(stage.brokers)
        while groups.committed(GROUP, FLOW, reports.PARTITIONS).get(place, -1) < offset:
            self._goes_on(begun)

    def _goes_on(self, begun: float) -> None:
        if not self.program.running or time.monotonic() - begun > _PATIENCE:
            raise Stalled(f"the watch does not come so far; see {self.program.log}")
        time.sleep(_ASK_EVERY)


@contextmanager
def watch(stage: Stage, every: float = EVERY) -> Iterator[Watching]:
    """A watch that has its partitions, without its probe."""
    (port,) = ports.free(1)
    settings = {
        **stage.settings,
        "CAREBUS_PATIENT_SECRET": stage.secret,
        "CAREBUS_PROBE_EVERY": "0",
        "CAREBUS_EVALUATE_EVERY": str(every),
        "CAREBUS_STATE": str(stage.folder / "watch-state"),
        "CAREBUS_METRICS_PORT": str(port),
    }
    program = Program("watch", [sys.executable, "-m", "carebus.watch"], stage.folder / "watch", settings)
    started = time.monotonic()
    program.start()
    try:
        watching = Watching(program, f"http://127.0.0.1:{port}/metrics", started)
        watching.evaluated()
        yield watching
    finally:
        program.stop()


def raised_since(stage: Stage, begun: datetime) -> list[float]:
    """When each alarm was told that was raised since a time, seconds since 1970."""
    wire = Wire(Registry(stage.registry))
    told = [(record.timestamp / 1000, record.value) for record in read_whole(stage.brokers, ALARMS)]
    late = [(at, wire.decode(value or b"", None)) for at, value in told if at >= begun.timestamp()]
    wire.close()
    return sorted(at for at, event in late if isinstance(event, AlarmRaised))


def share(before: Reading, after: Reading) -> float:
    """The share of a core that a process took between two readings."""
    return (after.cpu - before.cpu) / (after.at - before.at)


def now() -> datetime:
    """The clock of this machine, which all its processes share."""
    return datetime.now(UTC)
