"""Understands what every Kafka client of carebus has in common: where the cluster is, and how seldom it complains."""

import logging
import time
from typing import Any

from confluent_kafka import Consumer, KafkaError, Message
from confluent_kafka.admin import AdminClient

_SELDOM = 10.0
"""Seconds between two lines about the same kind of trouble: a client that cannot connect tries twenty times a second."""

COMING_UP = frozenset(
    {
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError._WAIT_COORD,  # noqa: SLF001 - librdkafka's own codes have this name
    }
)
"""What a group's coordinator says while it is just coming up."""

_LASTING = frozenset(
    {
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.SASL_AUTHENTICATION_FAILED,
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError._AUTHENTICATION,  # noqa: SLF001
        KafkaError._FENCED,  # noqa: SLF001
        KafkaError._FATAL,  # noqa: SLF001 - what a consumer hands out has this code, and is not `fatal()`
    }
)

_said: dict[str, float] = {}


def common(brokers: str) -> dict[str, Any]:
    """The settings that any client begins with; librdkafka's own lines are left out, its troubles are logged by their kind."""
    return {"bootstrap.servers": brokers, "log_level": 2, "error_cb": _trouble}


def arrived(consumer: Consumer, most: int, seconds: float) -> list[Message]:
    """What has come, `most` at most: as soon as there is anything, and after `seconds` at the latest.

    `Consumer.consume` itself returns when it has `most` or the time is over, and not before.
    """
    first = consumer.consume(1, seconds)
    return first + consumer.consume(most - 1, 0) if first and most > 1 else first


def partitions(brokers: str, topic: str) -> list[int]:
    """The partitions of a topic. Raises KafkaException where no broker answers, KeyError where there is no such topic."""
    return sorted(AdminClient(common(brokers)).list_topics(topic, timeout=10).topics[topic].partitions)


def lasting(error: KafkaError) -> bool:
    """Tell whether a consumer's error ends its process: librdkafka mends all others by itself, whatever `retriable` says of them."""
    return error.fatal() or error.code() in _LASTING


def _trouble(error: KafkaError) -> None:
    now = time.monotonic()
    if now - _said.get(error.name(), -_SELDOM) >= _SELDOM:
        _said[error.name()] = now
        logging.getLogger("carebus.kafka").warning("Kafka client: %s", error.name())
