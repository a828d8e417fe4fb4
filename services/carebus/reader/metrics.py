"""Understands what Prometheus is told of the reader: how fast it answers, and how far its copy has come."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from carebus.reader.copy import Copy

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_PLACE = ("topic", "partition")


class Metrics:
    """The reader's own registry: nothing in it names a patient."""

    def __init__(self, copy: Copy, now: Callable[[], datetime]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "carebus_reader_request_seconds",
            "Time from request to answer, by route and status.",
            ("route", "status"),
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.registry.register(_CopyCollector(copy, now))


class _CopyCollector(Collector):
    """Asks the copy when Prometheus asks."""

    def __init__(self, copy: Copy, now: Callable[[], datetime]) -> None:
        self._copy, self._now = copy, now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure of the copy."""
        yield from self._lag()
        copy = self._copy
        yield _one(
            "carebus_reader_restored_ratio",
            "Share of what there was at the start that has been read.",
            copy.freshness.restored(),
        )
        yield _one("carebus_reader_units", "Pictures in the copy: reports, lists, persons and the like.", copy.units())
        yield _by_topic("carebus_reader_entries", "Entries that are kept, by topic.", copy.entries())
        yield _one(
            "carebus_reader_parked_patients",
            "Patients whose records wait for a mended release.",
            copy.parked_patients(),
        )
        yield _one("carebus_reader_store_bytes", "Size of the copy on disk, about.", copy.size())
        yield _by_topic(
            "carebus_reader_undecodable_units", "Records in the copy that this release cannot read.", copy.unreadable()
        )

    def _lag(self) -> Iterator[GaugeMetricFamily]:
        records = GaugeMetricFamily(
            "carebus_reader_lag_records", "Offsets between the copy and its topic.", labels=_PLACE
        )
        for (topic, partition), lag in self._copy.freshness.lag().items():
            records.add_metric((topic, str(partition)), lag)
        seconds = GaugeMetricFamily(
            "carebus_reader_lag_seconds",
            "Time since the copy was known to be complete; absent before that.",
            labels=_PLACE,
        )
        for (topic, partition), complete in self._copy.freshness.completed().items():
            if complete is not None:
                seconds.add_metric((topic, str(partition)), (self._now() - complete).total_seconds())
        yield records
        yield seconds


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by_topic(name: str, text: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=("topic",))
    for topic, value in values.items():
        family.add_metric((topic,), value)
    return family
