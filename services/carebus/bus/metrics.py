"""Understands what a loop tells Prometheus: transactions, lag in records and seconds, restore progress, store size."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from carebus.bus.follow import Follower
from carebus.bus.ownership import Owned, Ownership

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
RECORDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


class LoopMetrics:
    """The loop's part of /metrics, labelled by area."""

    def __init__(self, area: str, registry: CollectorRegistry) -> None:
        made: Any = {"labelnames": ["area"], "registry": registry}
        self._seconds = Histogram(
            "carebus_transaction_seconds", "From a batch read to its commit and store.", buckets=SECONDS, **made
        ).labels(area)
        self._records = Histogram(
            "carebus_transaction_records", "Input records of one transaction.", buckets=RECORDS, **made
        ).labels(area)
        self._aborted = Counter("carebus_transactions_aborted", "Transactions that came to nothing.", **made).labels(
            area
        )
        self._stuck = Gauge(
            "carebus_partitions_stuck", "Partitions that wait for a release that knows a schema.", **made
        ).labels(area)
        self._waits = Counter(
            "carebus_registry_waits", "Times that a batch waited for the schema registry.", **made
        ).labels(area)
        self._spent = Counter(
            "carebus_loop_seconds", "Seconds by step of the loop.", ["area", "step"], registry=registry
        )
        self._area = area
        self._partitions = Partitions(area)
        registry.register(self._partitions)

    def spent(self, step: str, began: float) -> float:
        """Add the time since `began` to a step of the loop; returns the time now."""
        now = time.perf_counter()
        self._spent.labels(self._area, step).inc(now - began)
        return now

    def transaction(self, records: int, seconds: float) -> None:
        """One transaction stands."""
        self._seconds.observe(seconds)
        self._records.observe(records)

    def aborted(self) -> None:
        """One transaction came to nothing."""
        self._aborted.inc()

    def waits(self) -> None:
        """A batch waits for the registry."""
        self._waits.inc()

    def stuck(self, partitions: Mapping[int, float]) -> None:
        """These partitions wait for a schema."""
        self._stuck.set(len(partitions))

    def watch(self, ownership: Ownership, follower: Follower) -> None:
        """Tell what is behind whenever Prometheus asks."""
        self._partitions.watch(ownership, follower)


class Partitions(Collector):
    """What is asked of each partition at the moment of a scrape, in the scraper's thread: no call of the consumer, it would wait for the loop."""

    def __init__(self, area: str) -> None:
        self._area = area
        self._watched: tuple[Ownership, Follower] | None = None

    def watch(self, ownership: Ownership, follower: Follower) -> None:
        """What to ask."""
        self._watched = (ownership, follower)

    def collect(self) -> Iterable[Metric]:
        """The gauges by partition."""
        labels = ["area", "partition"]
        behind = GaugeMetricFamily("carebus_lag_records", "Input records not decided yet.", labels=labels)
        late = GaugeMetricFamily(
            "carebus_lag_seconds", "Age of the newest decided record while more wait; 0 when none does.", labels=labels
        )
        restoring = GaugeMetricFamily(
            "carebus_restore_records_left", "Records to read until a partition is ready.", labels=labels
        )
        size = GaugeMetricFamily("carebus_store_bytes", "Bytes of the local copies.", labels=[*labels, "topic"])
        for owned in self._owned():
            place = [self._area, str(owned.partition)]
            behind.add_metric(place, owned.behind)
            late.add_metric(place, time.time() - owned.reached if owned.behind and owned.reached else 0.0)
            restoring.add_metric(place, self._left(owned))
            for topic, store in list(owned.stores.items()):
                with suppress(Exception):  # the loop opens or closes it at this moment: RocksDB raises a bare Exception
                    size.add_metric([*place, topic], store.size())
        return [behind, late, restoring, size]

    def _owned(self) -> Iterator[Owned]:
        if self._watched is not None:
            yield from list(self._watched[0].owned.values())

    def _left(self, owned: Owned) -> int:
        if self._watched is None or owned.position is not None:
            return 0
        return sum(self._watched[1].behind(topic, owned.partition) for topic in list(owned.stores))
