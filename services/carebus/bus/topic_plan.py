"""Understands the difference between the topics' files and a live cluster, and what may be done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carebus.bus.cluster import Live
from carebus.bus.topics import Topic

MOST_COPIES = 3
_KEYED = (
    "{has} partitions, the file says {wanted}: the number of a keyed topic never changes, or one patient's records would stand"
    " in two partitions (rule 11); another number is a new version of the topic, by rebuild"
)


class Kind(StrEnum):
    """What is to be done about a topic."""

    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    REFUSED = "REFUSED"
    NO_FILE = "no file"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done about one topic. `settings` are to be set (None: taken back); `refusals` say what is not done and why."""

    name: str
    topic: Topic | None
    replication: int = 1
    create: bool = False
    settings: Mapping[str, str | None] | None = None
    partitions: int | None = None
    notes: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The one word for it; a refusal stands above what can be done."""
        match self:
            case Planned(topic=None):
                return Kind.NO_FILE
            case Planned(create=True):
                return Kind.CREATE
            case Planned(refusals=refusals) if refusals:
                return Kind.REFUSED
            case _:
                return Kind.CHANGE if self.settings or self.partitions else Kind.UNCHANGED


def plan(
    topics: Iterable[Topic], live: Mapping[str, Live], brokers: int, copies: int | None = None
) -> tuple[Planned, ...]:
    """What is to be done, topic by topic. `copies` is the replication factor: three, or as many as there are brokers."""
    wanted = copies or min(MOST_COPIES, brokers)
    named = {topic.name: topic for topic in topics}
    stated = [
        _compared(topic, live[name], wanted) if name in live else _new(topic, wanted) for name, topic in named.items()
    ]
    strangers = [
        Planned(name, None, notes=("on the cluster, and no file states it",)) for name in live if name not in named
    ]
    return (*stated, *sorted(strangers, key=lambda stranger: stranger.name))


def _new(topic: Topic, copies: int) -> Planned:
    notes = (
        f"{topic.partitions} partitions, {copies} {'copy' if copies == 1 else 'copies'}, kept: {topic.retention.words}"
    )
    return Planned(topic.name, topic, copies, create=True, settings=dict(topic.settings(copies)), notes=(notes,))


def _compared(topic: Topic, live: Live, copies: int) -> Planned:
    wanted = topic.settings(live.replication)
    changed = {key: value for key, value in wanted.items() if live.effective.get(key) != value}
    extra = sorted(live.config.keys() - wanted.keys())
    grown = topic.partitions if topic.partitions > live.partitions and not topic.keyed else None
    return Planned(
        topic.name,
        topic,
        live.replication,
        settings={**changed, **dict.fromkeys(extra)},
        partitions=grown,
        notes=(
            *_changes(changed, live),
            *(f"extra config {key}={live.config[key]}: taken back" for key in extra),
            *_growth(grown, live),
        ),
        refusals=(*_partitions(topic, live), *_copies(live, copies)),
    )


def _changes(changed: Mapping[str, str], live: Live) -> tuple[str, ...]:
    return tuple(f"{key}: {live.effective.get(key, 'not set')} → {value}" for key, value in changed.items())


def _growth(grown: int | None, live: Live) -> tuple[str, ...]:
    return (f"partitions: {live.partitions} → {grown}",) if grown else ()


def _partitions(topic: Topic, live: Live) -> tuple[str, ...]:
    if topic.partitions == live.partitions:
        return ()
    if topic.keyed:
        return (_KEYED.format(has=live.partitions, wanted=topic.partitions),)
    fewer = topic.partitions < live.partitions
    return (f"{live.partitions} partitions, the file says {topic.partitions}: Kafka takes none away",) if fewer else ()


def _copies(live: Live, copies: int) -> tuple[str, ...]:
    if live.replication == copies:
        return ()
    return (f"{live.replication} copies of each record, wanted {copies}: move it with kafka-reassign-partitions",)
