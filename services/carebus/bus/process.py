"""Understands a service of the bus as a process: how it is asked to end, what Prometheus asks of it, and why it ended."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import structlog
from prometheus_client import CollectorRegistry, start_http_server

from carebus.settings import MeasuredSettings


def when_asked_to_end(stop: Callable[[], None]) -> None:
    """Have `stop` called at SIGTERM and SIGINT, in the main thread."""

    def asked(_signal: int, _frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)


@contextmanager
def measured(settings: MeasuredSettings, metrics: CollectorRegistry) -> Iterator[str]:
    """Answer Prometheus at the address that is yielded, as long as this lasts."""
    server, _thread = start_http_server(settings.metrics_port, settings.metrics_host, registry=metrics)
    try:
        yield f"http://{settings.metrics_host}:{server.server_port}/metrics"
    finally:
        server.shutdown()


@contextmanager
def running(name: str, settings: MeasuredSettings, metrics: CollectorRegistry, **about: object) -> Iterator[None]:
    """The log has its start and its end. A failure is logged and ends the process with status 1; `about` stands in each line."""
    log = structlog.get_logger()
    started, ends, stopped = f"{name} started", f"{name} ends: start it again", f"{name} stopped"
    with measured(settings, metrics) as address:
        log.info(started, **about, metrics=address)
        try:
            yield
        except Exception as failure:
            log.exception(ends, **about, kind=type(failure).__name__, detail=str(failure))
            raise SystemExit(1) from failure
    log.info(stopped, **about)
