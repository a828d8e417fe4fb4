"""Understands disputes as a process: its metrics, its signals, and why it ended."""

import threading
from contextlib import closing
from datetime import UTC, datetime
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge

from carebus.bus.process import running, when_asked_to_end
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.disputes.following import Batch, Following
from carebus.domain.areas import AREAS
from carebus.domain.identity.area import IDENTITY
from carebus.domain.identity.view import Shared
from carebus.log import configure
from carebus.settings import DisputesSettings


def main() -> None:
    """Look for disputes until SIGTERM or SIGINT. Several may run, each in its own folder: what one has found, another repeats."""
    configure("disputes")
    settings = DisputesSettings.load()
    ended = threading.Event()
    when_asked_to_end(ended.set)
    with closing(_following(settings)) as following:
        metrics = Metrics(following)
        with running("disputes", settings, metrics.registry):
            while not ended.is_set():
                metrics.count(following.turn(datetime.now(UTC)))


class Metrics:
    """What it tells Prometheus."""

    def __init__(self, following: Following) -> None:
        self.registry = CollectorRegistry()
        waiting = Gauge(
            "carebus_disputes_open",
            "Ids under two patients that nobody has settled: anything above 0 needs a person.",
            ["shared"],
            registry=self.registry,
        )
        for shared in Shared:
            waiting.labels(shared.value).set_function(partial(following.standing.open, shared))
        ready = Gauge("carebus_disputes_ready", "1 once every fact was looked at.", registry=self.registry)
        ready.set_function(lambda: float(following.behind == 0))
        size = Gauge("carebus_disputes_store_bytes", "Size of what is remembered.", registry=self.registry)
        size.set_function(following.memory.size)
        self._raised = Counter(
            "carebus_disputes_raised", "Disputes that were submitted.", ["shared"], registry=self.registry
        )
        self._reused = Counter(
            "carebus_disputes_message_ids_reused",
            "Message ids that came with other content of the same patient.",
            registry=self.registry,
        )

    def count(self, batch: Batch) -> None:
        """Count what a batch came to."""
        for dispute in batch.disputes:
            self._raised.labels(dispute.shared.value).inc()
        self._reused.inc(batch.reused)


def _following(settings: DisputesSettings) -> Following:
    areas = [area for area in AREAS.values() if area.line is None]
    wire = Wire(Registry(settings.registry))
    secret = settings.patient_secret.get_secret_value().encode()
    return Following(settings.brokers, wire, secret, settings.state, areas, AREAS[IDENTITY.name])
