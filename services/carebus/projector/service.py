"""Understands a projector as a process: its metrics, its signals, and why it ended."""

import signal
from types import FrameType

import structlog
from prometheus_client import start_http_server

from carebus.bus.garbage import collect_young_only
from carebus.log import configure
from carebus.projector.app import create_app
from carebus.settings import ProjectorSettings


def main(area: str = "results") -> None:
    """Run the projector of an area until SIGTERM or SIGINT; it ends after the batch in hand."""
    configure("projector")
    log = structlog.get_logger()
    settings = ProjectorSettings.load()
    app = create_app(settings, area)
    server, _thread = start_http_server(settings.metrics_port, settings.metrics_host, registry=app.metrics)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        app.loop.stop()

    collect_young_only()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info(
        "projector started",
        area=area,
        slot=settings.slot,
        metrics=f"http://{settings.metrics_host}:{server.server_port}/metrics",
    )
    try:
        app.loop.run()
    except Exception as failure:
        log.exception("projector ends: start it again", area=area, kind=type(failure).__name__, detail=str(failure))
        raise SystemExit(1) from failure
    finally:
        server.shutdown()
    log.info("projector stopped", area=area)
