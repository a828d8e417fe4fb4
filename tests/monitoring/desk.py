"""Understands the desk that is told of alarms: a real webhook, which remembers what Alertmanager sends."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Desk(ThreadingHTTPServer):
    """Takes messages in the form of Alertmanager's webhook."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Taking)

    @property
    def url(self) -> str:
        """Where it takes them."""
        return f"http://127.0.0.1:{self.server_port}/alarms"

    def newest(self, alarm: str, **labels: str) -> dict[str, Any] | None:
        """What was said last of an alarm with these labels."""
        wanted = {"alertname": alarm, **labels}.items()
        said = [each for each in self.told if wanted <= each["labels"].items()]
        return said[-1] if said else None

    def fires(self, alarm: str, **labels: str) -> bool:
        """Whether it was told of an alarm, and not that it is over."""
        return (said := self.newest(alarm, **labels)) is not None and said["status"] == "firing"

    def cleared(self, alarm: str, **labels: str) -> bool:
        """Whether it was told that an alarm is over."""
        return (said := self.newest(alarm, **labels)) is not None and said["status"] == "resolved"


class _Taking(BaseHTTPRequestHandler):
    server: Desk

    def do_POST(self) -> None:
        """Take one message."""
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told += message["alerts"]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def open_desk() -> Iterator[Desk]:
    """A desk, for as long as the context."""
    desk = Desk()
    thread = threading.Thread(target=desk.serve_forever, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        desk.shutdown()
        thread.join()
        desk.server_close()
