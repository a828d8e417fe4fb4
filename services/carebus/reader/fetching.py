"""Understands how one record is fetched from its topic on demand: what is kept of it elsewhere is only its place."""

import time
from threading import Semaphore
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import common
from carebus.bus.record import Record

WITHIN = 3.0
"""Seconds that the brokers get to answer."""

AT_A_TIME = 4
"""Fetches at a time: each has a connection of its own for as long as it lasts."""

_GONE = frozenset({KafkaError._AUTO_OFFSET_RESET, KafkaError._PARTITION_EOF, KafkaError.OFFSET_OUT_OF_RANGE})  # noqa: SLF001


class Fetching:
    """Fetches committed records by their place."""

    def __init__(self, brokers: str) -> None:
        self._settings: dict[str, Any] = {
            **common(brokers),
            "group.id": "carebus-reader-fetch",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
            "queued.max.messages.kbytes": 1_024,
            "max.partition.fetch.bytes": 1_024,
        }
        self._turns = Semaphore(AT_A_TIME)

    def __call__(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record at a place; None where it is there no more. Raises KafkaException where no broker answers in time."""
        with self._turns:
            consumer = Consumer(self._settings)
            try:
                consumer.assign([TopicPartition(topic, partition, offset)])
                message = _first(consumer)
            finally:
                consumer.close()
        return Record.of(message) if message and message.offset() == offset else None


def _first(consumer: Consumer) -> Message | None:
    """The first committed record from there on."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        message = consumer.poll(0.1)
        if message is None:
            continue
        error = message.error()
        if error is None:
            return message
        if error.code() in _GONE:
            return None
    raise KafkaException(KafkaError(KafkaError._TIMED_OUT))  # noqa: SLF001
