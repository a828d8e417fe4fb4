"""Understands where consumer groups stand, and sets where they begin; it waits for a coordinator that is just coming up."""

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from carebus.bus.clients import COMING_UP, common

T = TypeVar("T")

_TIMEOUT = 15.0
_COMING_UP = COMING_UP | {KafkaError.UNKNOWN_TOPIC_OR_PART}


class LiveMembers(Exception):
    """The group decides right now: its offsets are not to be moved under it."""


class Groups:
    """The consumer groups of a cluster. Every call raises KafkaException where the brokers do not answer in time.

    A consumer asks and commits, not the admin client: `list_consumer_group_offsets` of librdkafka 2.16 ends the process
    (segmentation fault) on a new cluster whose coordinator is not there yet.
    """

    def __init__(self, brokers: str) -> None:
        self._brokers = brokers
        self._admin = AdminClient(common(brokers))

    def committed(self, group: str, topic: str, partitions: int) -> dict[int, int]:
        """The group's committed offset of each partition that has one."""
        asked = [TopicPartition(topic, partition) for partition in range(partitions)]
        places = self._as_member(group, lambda consumer: consumer.committed(asked, timeout=_TIMEOUT))
        return {place.partition: place.offset for place in places if place.offset >= 0}

    def commit(self, group: str, topic: str, offsets: Mapping[int, int]) -> None:
        """Sets the group's offsets. Raises LiveMembers, also where a member joins at the last moment."""
        if self.members(group):
            raise LiveMembers(group)
        places = [TopicPartition(topic, partition, offset) for partition, offset in offsets.items()]
        try:
            self._as_member(group, lambda consumer: consumer.commit(offsets=places, asynchronous=False))
        except KafkaException as failure:
            if failure.args[0].code() in {KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION}:
                raise LiveMembers(group) from failure
            raise

    def members(self, group: str) -> int:
        """How many live members the group has; 0 for a group that does not exist."""
        return _patiently(lambda: len(self._admin.describe_consumer_groups([group])[group].result(_TIMEOUT).members))

    def _as_member(self, group: str, do: Callable[[Consumer], T]) -> T:
        """Asks in the group's name without joining it."""
        consumer = Consumer({**common(self._brokers), "group.id": group, "enable.auto.commit": False})
        try:
            return _patiently(lambda: do(consumer))
        finally:
            consumer.close()


def _patiently(ask: Callable[[], T]) -> T:
    deadline = time.monotonic() + _TIMEOUT
    while True:
        try:
            return ask()
        except KafkaException as failure:
            if failure.args[0].code() not in _COMING_UP or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
