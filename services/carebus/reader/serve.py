"""Understands how the reader runs as a process: settings, log, and a clean end on SIGTERM."""

import structlog
import uvicorn

from carebus import log
from carebus.bus.process import measured
from carebus.reader.app import create_app
from carebus.settings import ReaderSettings

ENDS_WITHIN = 3
"""Seconds that open answers get when the process is asked to end."""


def serve(settings: ReaderSettings) -> None:
    """Answer until SIGTERM or Ctrl-C. Raises SettingsProblem where others than this machine could reach the address."""
    log.configure("reader")
    app = create_app(settings)
    with measured(settings, app.state.metrics.registry) as metrics:
        structlog.get_logger("carebus.reader").info(
            "reader starts", host=settings.host, port=settings.port, metrics=metrics
        )
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=ENDS_WITHIN,
        )
