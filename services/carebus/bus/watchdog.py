"""Understands that a call into the Kafka client may never come back, whatever time-out it was given.

Seen in a campaign of broken connections: `send_offsets_to_transaction(…, timeout=10)` had not returned after two minutes. Nothing
is known of such a transaction, so the process must end (rule 4); nobody but another thread can see to it.
"""

import os
import threading
import time
from collections.abc import Callable
from types import TracebackType

import structlog


def _leave() -> None:
    structlog.get_logger().error(
        "projector ends: start it again", kind="Stuck", detail="a call to Kafka did not return"
    )
    os._exit(1)


class Watchdog:
    """Used as a context around what must end within `seconds`; calls `leave` from a thread of its own where it does not."""

    def __init__(self, seconds: float, leave: Callable[[], None] = _leave) -> None:
        self._seconds = seconds
        self._leave = leave
        self._since: float | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._since = None

    def close(self) -> None:
        """Stop watching."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(min(1.0, self._seconds / 4)):
            since = self._since
            if since is not None and time.monotonic() - since > self._seconds:
                self._leave()
