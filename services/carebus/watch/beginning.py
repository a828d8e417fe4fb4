"""Understands where the watch begins: at its group's offsets, unless its table is gone; then it learns anew from the oldest flow that is kept."""

import time

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from carebus.bus.clients import common
from carebus.bus.groups import Groups
from carebus.bus.shared_topics import FLOW, WATCH_STATE
from carebus.bus.whole import read_whole

GROUP = "carebus.watch"

PATIENCE = 45.0
"""Seconds until the broker has forgotten a member that is gone: a group that has members keeps its offsets."""

_ASK_EVERY = 2.0


def begin_where_the_table_ends(brokers: str, partitions: int) -> bool:
    """Forget the group's offsets where the table is empty and they are not; returns whether that was done.

    Without this a watch whose table was lost would know no source, and call none silent. Open alarms are on a topic of their own, and stay.
    """
    if not Groups(brokers).committed(GROUP, FLOW, partitions) or _has_records(brokers):
        return False
    log = structlog.get_logger()
    deadline = time.monotonic() + PATIENCE
    admin = AdminClient(common(brokers))  # its answers come for as long as it is held
    while not _forgotten(admin):
        if time.monotonic() > deadline:
            log.warning("the watch's table is empty, and another watch runs: end all of them to learn anew")
            return False
        time.sleep(_ASK_EVERY)
    log.warning("the watch's table is empty: it learns anew from the flow that is kept")
    return True


def _forgotten(admin: AdminClient) -> bool:
    try:
        admin.delete_consumer_groups([GROUP], request_timeout=10)[GROUP].result(15)
    except (KafkaException, TimeoutError):
        return False
    return True


def _has_records(brokers: str) -> bool:
    return next(iter(read_whole(brokers, WATCH_STATE)), None) is not None
