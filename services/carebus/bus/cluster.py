"""Understands a live cluster's topics as far as setting them up needs it."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource, ConfigSource
from confluent_kafka.admin._resource import ResourceType
from confluent_kafka.cimpl import NewPartitions, NewTopic

from carebus.bus.clients import common

_TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class Live:
    """A topic as the cluster has it: `config` holds what was set for it, `effective` every setting."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]
    effective: Mapping[str, str]


class Cluster:
    """The cluster, by its admin interface. Every call raises KafkaException where the brokers do not answer in time."""

    def __init__(self, brokers: str) -> None:
        self._admin = AdminClient(common(brokers))

    def brokers(self) -> int:
        """How many there are."""
        return len(self._admin.list_topics(timeout=_TIMEOUT).brokers)

    def topics(self) -> dict[str, Live]:
        """The topics of carebus (`care.…`), by name."""
        found = {n: t for n, t in self._admin.list_topics(timeout=_TIMEOUT).topics.items() if n.startswith("care.")}
        configs = self._configs(found)
        return {
            name: Live(name, len(topic.partitions), _copies(topic.partitions.values()), *configs[name])
            for name, topic in found.items()
        }

    def create(self, name: str, partitions: int, replication: int, config: Mapping[str, str]) -> None:
        """Makes a topic, and returns when every partition has a leader."""
        new = NewTopic(name, num_partitions=partitions, replication_factor=replication, config=dict(config))
        self._admin.create_topics([new], request_timeout=_TIMEOUT)[name].result()
        _wait_until(lambda: self._led(name) == partitions, f"{name}: not every partition has a leader")

    def configure(self, name: str, settings: Mapping[str, str | None]) -> None:
        """Sets each setting (None takes it back to the cluster's default), and returns when the brokers say so too."""
        entries = [ConfigEntry(key, value, incremental_operation=_operation(value)) for key, value in settings.items()]
        resource = ConfigResource(ResourceType.TOPIC, name, incremental_configs=entries)
        self._admin.incremental_alter_configs([resource], request_timeout=_TIMEOUT)[resource].result()
        _wait_until(lambda: self._has(name, settings), f"{name}: the brokers do not know the new settings")

    def grow(self, name: str, partitions: int) -> None:
        """Adds partitions, up to so many, and returns when every one has a leader."""
        self._admin.create_partitions([NewPartitions(name, partitions)], request_timeout=_TIMEOUT)[name].result()
        _wait_until(lambda: self._led(name) == partitions, f"{name}: not every partition has a leader")

    def _led(self, name: str) -> int:
        topic = self._admin.list_topics(timeout=_TIMEOUT).topics.get(name)
        return sum(partition.leader >= 0 for partition in topic.partitions.values()) if topic else 0

    def _has(self, name: str, settings: Mapping[str, str | None]) -> bool:
        own, _ = self._configs([name])[name]
        return all(own.get(key) == value for key, value in settings.items())

    def _configs(self, names: Iterable[str]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        resources = [ConfigResource(ResourceType.TOPIC, name) for name in names]
        asked = self._admin.describe_configs(resources, request_timeout=_TIMEOUT) if resources else {}
        return {resource.name: _settings(answer.result()) for resource, answer in asked.items()}


def _settings(entries: Mapping[str, ConfigEntry]) -> tuple[dict[str, str], dict[str, str]]:
    own = ConfigSource.DYNAMIC_TOPIC_CONFIG
    return (
        {key: str(entry.value) for key, entry in entries.items() if ConfigSource(entry.source) is own},
        {key: str(entry.value) for key, entry in entries.items()},
    )


def _operation(value: str | None) -> AlterConfigOpType:
    return AlterConfigOpType.DELETE if value is None else AlterConfigOpType.SET


def _copies(partitions: Iterable[Any]) -> int:
    return min((len(partition.replicas) for partition in partitions), default=0)


def _wait_until(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _TIMEOUT
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(otherwise)
        time.sleep(0.02)
