"""Understands how a desk sends one message and hears what became of it."""

import time
from types import TracebackType
from typing import NamedTuple, Self

from carebus.bus.transaction import Aborted, Unsure
from carebus.demo.town.hour import Hour
from carebus.domain.provenance import SourceId, SubmissionId
from carebus.domain.verdicts import Verdict
from carebus.publish import Publisher
from carebus.settings import GatewaySettings

PATIENCE = 30.0
"""Seconds to wait for a verdict."""

TRIES = 3
"""How often bytes are handed to Kafka where it does not say that it took them: a repeat is recognised."""

_SLICE = 0.5
"""Seconds after which somebody who waits looks up: has the town been stopped?"""


class Answer(NamedTuple):
    """Under which id a message is on the bus, and its verdict; None where none came in time."""

    submission: SubmissionId
    verdict: Verdict | None


class Post:
    """A publisher, used by one thread."""

    def __init__(self, settings: GatewaySettings, hour: Hour) -> None:
        self._publisher = Publisher(settings)
        self._hour = hour

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._publisher.__exit__(kind, error, trace)

    def send(self, data: bytes, sender: SourceId | None = None) -> Answer:
        """What became of it; `sender` as the publisher takes it. Raises Stopped, and what Kafka refuses again and again."""
        for left in reversed(range(TRIES)):
            self._hour.check()
            try:
                (taken,) = self._publisher.send([data], sender)
            except (Aborted, Unsure):
                if not left:
                    raise
            else:
                break
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for verdict in self._publisher.verdicts(taken, _SLICE):
                return Answer(taken[0].submission_id, verdict)
            self._hour.check()
        self._hour.silence()
        return Answer(taken[0].submission_id, None)
