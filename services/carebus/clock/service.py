"""Understands the clock as a process: its metrics, its signals, and why it ended."""

import signal
import threading
from datetime import UTC, datetime
from types import FrameType

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.clock.watching import Watching
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.log import configure
from carebus.settings import ClockSettings


def main() -> None:
    """Announce until SIGTERM or SIGINT. Several may run: what one has announced, another repeats, and nothing comes of it."""
    configure("clock")
    log = structlog.get_logger()
    settings = ClockSettings.load()
    ended = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    watching = Watching(settings.brokers, Wire(Registry(settings.registry)), CRITICAL_INFO)
    metrics, announced = _metrics(watching)
    server, _thread = start_http_server(settings.metrics_port, settings.metrics_host, registry=metrics)
    log.info("clock started", metrics=f"http://{settings.metrics_host}:{server.server_port}/metrics")
    try:
        while not ended.is_set():
            announced.inc(watching.turn(datetime.now(UTC)))
    except Exception as failure:
        log.exception("clock ends: start it again", kind=type(failure).__name__, detail=str(failure))
        raise SystemExit(1) from failure
    finally:
        watching.close()
        server.shutdown()
    log.info("clock stopped")


def _metrics(watching: Watching) -> tuple[CollectorRegistry, Counter]:
    registry = CollectorRegistry()
    ahead = Gauge("carebus_clock_ends_ahead", "Ends of entries that lie ahead.", registry=registry)
    ahead.set_function(lambda: len(watching.agenda))
    ready = Gauge("carebus_clock_ready", "1 once every picture was read.", registry=registry)
    ready.set_function(lambda: float(watching.ready))
    announced = Counter("carebus_clock_announced", "Ends that were announced.", registry=registry)
    return registry, announced
