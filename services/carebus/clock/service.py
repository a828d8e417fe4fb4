"""Understands the clock as a process: its metrics, its signals, and why it ended."""

import threading
from contextlib import closing
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

from carebus.bus.process import running, when_asked_to_end
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.clock.watching import Watching
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.log import configure
from carebus.settings import ClockSettings


def main() -> None:
    """Announce until SIGTERM or SIGINT. Several may run: what one has announced, another repeats, and nothing comes of it."""
    configure("clock")
    settings = ClockSettings.load()
    ended = threading.Event()
    when_asked_to_end(ended.set)
    with closing(Watching(settings.brokers, Wire(Registry(settings.registry)), CRITICAL_INFO)) as watching:
        metrics, announced = _metrics(watching)
        with running("clock", settings, metrics):
            while not ended.is_set():
                announced.inc(watching.turn(datetime.now(UTC)))


def _metrics(watching: Watching) -> tuple[CollectorRegistry, Counter]:
    registry = CollectorRegistry()
    ahead = Gauge("carebus_clock_ends_ahead", "Ends of entries that lie ahead.", registry=registry)
    ahead.set_function(lambda: len(watching.agenda))
    ready = Gauge("carebus_clock_ready", "1 once every picture was read.", registry=registry)
    ready.set_function(lambda: float(watching.ready))
    announced = Counter("carebus_clock_announced", "Ends that were announced.", registry=registry)
    return registry, announced
