"""Understands what a projector tells Prometheus of the submissions that it decides."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from carebus.bus.metrics import SECONDS
from carebus.domain.provenance import PatientKey
from carebus.domain.work import Parked
from carebus.projector.defect import Defect
from carebus.projector.spent import Spent
from carebus.projector.tally import Tally


class ProjectorMetrics:
    """The projector's part of /metrics, labelled by area."""

    def __init__(self, area: str, registry: CollectorRegistry) -> None:
        self._area = area
        self._events = Counter("carebus_events", "Submissions by verdict.", ["area", "outcome"], registry=registry)
        self._latency = Histogram(
            "carebus_source_to_view_seconds",
            "From the gateway's receipt to the commit of the view.",
            ["area"],
            buckets=(*SECONDS, 30, 60, 300, 3600),
            registry=registry,
        ).labels(area)
        self._spent = Counter(
            "carebus_decide_seconds",
            "Seconds by step of deciding: decode, rules, encode, look_up (RocksDB).",
            ["area", "step"],
            registry=registry,
        )
        self._parked = Gauge(
            "carebus_held_patients", "Patients parked by a defect of carebus.", ["area"], registry=registry
        ).labels(area)
        self._defects = Counter(
            "carebus_defects", "Failures of carebus' own rules or encoding.", ["area", "kind"], registry=registry
        )

    def committed(self, tally: Tally, spent: Spent) -> None:
        """A batch stands."""
        for step in fields(spent):
            self._spent.labels(self._area, step.name).inc(getattr(spent, step.name))
        for line, count in tally.counts.items():
            self._events.labels(self._area, line.outcome).inc(count)
        now = datetime.now(UTC)
        for received in tally.received:
            self._latency.observe((now - received).total_seconds())

    def parked(self, parked: Mapping[int, Mapping[PatientKey, Parked]]) -> None:
        """So many patients wait now."""
        self._parked.set(sum(len(patients) for patients in parked.values()))

    def defect(self, defect: Defect) -> None:
        """Something of ours failed; the log names the record's place and the kind of failure, never content."""
        self._defects.labels(self._area, defect.reason).inc()
        structlog.get_logger().error("defect", area=self._area, place=defect.place, kind=defect.reason)
