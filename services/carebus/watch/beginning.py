"""Understands where the watch begins: at its group's offsets, unless its table is gone; then it learns anew from the oldest flow that is kept."""

import structlog
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from carebus.bus.clients import common
from carebus.bus.groups import Groups
from carebus.bus.shared_topics import FLOW, WATCH_STATE
from carebus.bus.whole import read_whole

GROUP = "carebus.watch"


def begin_where_the_table_ends(brokers: str, partitions: int) -> bool:
    """Forget the group's offsets where the table is empty and they are not; returns whether that was so.

    Without this a watch whose table was lost would know no source, and call none silent. Open alarms are on a topic of their own, and stay.
    """
    if not Groups(brokers).committed(GROUP, FLOW, partitions) or _has_records(brokers):
        return False
    try:
        AdminClient(common(brokers)).delete_consumer_groups([GROUP])[GROUP].result(10)
    except KafkaException as error:
        structlog.get_logger().warning("the watch's table is empty, and another watch runs", kind=str(error))
        return False
    structlog.get_logger().warning("the watch's table is empty: it learns anew from the flow that is kept")
    return True


def _has_records(brokers: str) -> bool:
    return next(iter(read_whole(brokers, WATCH_STATE)), None) is not None
