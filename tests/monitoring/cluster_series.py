"""Understands what kafka-exporter tells of a cluster, under the names that its documents state, asked of real brokers.

The exporter itself runs where there are containers; the alarms and dashboards on its series are tried here on these.

    python -m tests.monitoring.cluster_series BROKERS PORT
"""

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from carebus.bus.clients import common
from carebus.bus.groups import Groups
from carebus.domain.areas import AREAS

_PLACE = ["topic", "partition"]
_GROUP = ["consumergroup", "topic", "partition"]
_SECONDS = 5
_EVERY = 0.5


class ClusterSeries(Collector):
    """Asks for the copies at every scrape; ends and groups, which wait for a broker that is gone, in a thread of its own."""

    def __init__(self, brokers: str) -> None:
        self._admin = AdminClient(common(brokers))
        self._brokers = brokers
        self._groups = Groups(brokers)
        self._beside: list[Metric] = []
        Thread(target=self._follow, daemon=True).start()

    def describe(self) -> list[Metric]:
        """Nothing is asked before the first scrape."""
        return []

    def collect(self) -> list[Metric]:
        """The gauges of brokers and topics now, of ends and groups as they were last told."""
        brokers = GaugeMetricFamily("kafka_brokers", "Brokers in the cluster.")
        brokers.add_metric([], len(self._admin.list_topics(timeout=_SECONDS).brokers))
        return [brokers, *_copies(self._topics()), *self._beside]

    def _follow(self) -> None:
        while True:
            with suppress(KafkaException):
                self._beside = list(self._asked())
            time.sleep(_EVERY)

    def _topics(self) -> dict[str, Any]:
        topics = self._admin.list_topics(timeout=_SECONDS).topics
        return {name: topic for name, topic in topics.items() if name.startswith("care.")}

    def _asked(self) -> Iterator[Metric]:
        topics = self._topics()
        ends = self._ends([(name, number) for name, topic in topics.items() for number in topic.partitions])
        offset = GaugeMetricFamily("kafka_topic_partition_current_offset", "End of a partition.", labels=_PLACE)
        for (topic, partition), end in ends.items():
            offset.add_metric([topic, str(partition)], end)
        yield offset
        yield from self._of_groups(topics, ends)

    def _ends(self, places: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
        asked = {TopicPartition(topic, partition): OffsetSpec.latest() for topic, partition in places}
        answers = self._admin.list_offsets(asked, request_timeout=_SECONDS)
        ends = {}
        for place, found in answers.items():
            with suppress(KafkaException):  # the partition is led by nobody at this moment
                ends[place.topic, place.partition] = found.result().offset
        return ends

    def _of_groups(self, topics: dict[str, Any], ends: dict[tuple[str, int], int]) -> Iterator[Metric]:
        members = GaugeMetricFamily("kafka_consumergroup_members", "Members of a group.", labels=_GROUP[:1])
        current = GaugeMetricFamily("kafka_consumergroup_current_offset", "Committed place.", labels=_GROUP)
        lag = GaugeMetricFamily("kafka_consumergroup_lag", "Offsets from there to the end.", labels=_GROUP)
        for area in AREAS.values():
            partitions = len(topics[area.submitted].partitions)
            members.add_metric([area.group], self._groups.members(area.group))
            for partition, place in self._groups.committed(area.group, area.submitted, partitions).items():
                labels = [area.group, area.submitted, str(partition)]
                current.add_metric(labels, place)
                if (area.submitted, partition) in ends:
                    lag.add_metric(labels, ends[area.submitted, partition] - place)
        yield from (members, current, lag)


def _copies(topics: dict[str, Any]) -> Iterator[Metric]:
    told = {
        "kafka_topic_partition_replicas": lambda partition: len(partition.replicas),
        "kafka_topic_partition_in_sync_replica": lambda partition: len(partition.isrs),
        "kafka_topic_partition_under_replicated_partition": lambda p: float(len(p.isrs) < len(p.replicas)),
    }
    for name, count in told.items():
        family = GaugeMetricFamily(name, "Of a partition.", labels=_PLACE)
        for topic, known in topics.items():
            for number, partition in known.partitions.items():
                family.add_metric([topic, str(number)], count(partition))
        yield family


if __name__ == "__main__":
    registry = CollectorRegistry()
    registry.register(ClusterSeries(sys.argv[1]))
    start_http_server(int(sys.argv[2]), "127.0.0.1", registry=registry)
    Event().wait()
