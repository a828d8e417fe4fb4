"""Understands how a plan for the topics is carried out, and where the groups of new topics begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.bus.topic_plan import Kind, Planned
from carebus.bus.topics import Topic


class Beginning(StrEnum):
    """How it stands with a group's offsets."""

    SET = "begins at the first record"
    THERE = "has its offsets"
    LOST = "has no offsets for some partitions: run `carebus offsets recover`"


@dataclass(frozen=True, slots=True)
class Start:
    """Where a consumer group stands on the topic that it decides."""

    group: str
    topic: str
    beginning: Beginning


def apply(planned: Iterable[Planned], cluster: Cluster, groups: Groups) -> tuple[Start, ...]:
    """Carries out what is not refused, and says how it stands with the groups. Done twice, the second does nothing."""
    planned = tuple(planned)
    for each in planned:
        _carry_out(each, cluster)
    return tuple(_start(each.topic, groups, fresh=each.create) for each in planned if each.topic and each.topic.group)


def _carry_out(planned: Planned, cluster: Cluster) -> None:
    settings = dict(planned.settings or {})
    if planned.kind is Kind.CREATE and planned.topic:
        stated = {key: value for key, value in settings.items() if value is not None}
        cluster.create(planned.name, planned.topic.partitions, planned.replication, stated)
    elif settings:
        cluster.configure(planned.name, settings)
    if planned.partitions:
        cluster.grow(planned.name, planned.partitions)


def _start(topic: Topic, groups: Groups, *, fresh: bool) -> Start:
    """Only a topic that was made just now has nothing to lose by beginning at its first record (rule 8)."""
    group = topic.group or ""
    missing = set(range(topic.partitions)) - groups.committed(group, topic.name, topic.partitions).keys()
    if missing and fresh:
        groups.commit(group, topic.name, dict.fromkeys(sorted(missing), 0))
    lost = Beginning.SET if fresh else Beginning.LOST
    return Start(group, topic.name, lost if missing else Beginning.THERE)
