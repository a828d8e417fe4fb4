"""Understands the probe: a synthetic patient's dispensing that travels the whole path every minute, by the front door of every sender.

Of dispensings the list keeps the newest alone, so the probe's view does not grow. That it came through is seen in the flow, and nowhere else.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from confluent_kafka import KafkaException

from carebus.bus.registry import RegistryUnreachable
from carebus.bus.transaction import Aborted, Unsure
from carebus.domain.medication.beside import Dispensing
from carebus.domain.medication.events import Dispensed
from carebus.domain.medication.treatment import Medicine
from carebus.gateway.writer import Writer
from carebus.publish import act
from carebus.settings import GatewaySettings

PATIENT = "01908090043"
"""Nobody: a number of Skatteetaten's synthetic series (month + 80)."""

HER = "99000998"
"""The probe's own source file has this id."""


def message(at: datetime) -> bytes:
    """The probe of a moment."""
    name = f"probe-{at:%Y%m%dT%H%M%S}"
    return act(
        Dispensed,
        submission_id=name,
        source={"kind": "HER", "value": HER},
        patient={"type": "FNR", "number": PATIENT},
        at=at,
        dispensing=Dispensing(name, at, Medicine("probe")),
    )


class Probe(threading.Thread):
    """Sends until it is told to stop. What fails is tried again with the next one: the alarm is the watch's."""

    def __init__(
        self, settings: GatewaySettings, every: float, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(name="probe", daemon=True)
        self._settings, self._every, self._now = settings, every, now
        self._ended = threading.Event()
        self._writer: Writer | None = None

    def run(self) -> None:
        """Send one each time that it is due."""
        while not self._ended.is_set():
            self._send()
            self._ended.wait(self._every)

    def stop(self) -> None:
        """Send no more."""
        self._ended.set()

    def _send(self) -> None:
        try:
            self._writer = self._writer or Writer(self._settings)
            self._writer.write([message(self._now())])
        except (Aborted, Unsure, KafkaException, RegistryUnreachable) as failure:
            self._writer = None
            structlog.get_logger().warning("the probe could not be sent", kind=type(failure).__name__)
