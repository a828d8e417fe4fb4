"""Understands how stores are brought level with their topics, a slice at a time, and kept there."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient

from carebus.bus.clients import arrived, common, lasting
from carebus.bus.store import Put, Store, open_trusted

Place = tuple[str, int]
"""A topic and a partition."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A compacted topic that is copied; `kept` is how long its entries matter (None: for ever)."""

    topic: str
    kept: timedelta | None = None


@dataclass(slots=True)
class _Course:
    store: Store
    position: int
    until: int


class Follower:
    """Reads topics, committed records only, into stores. One thread; every call returns within its time-out."""

    def __init__(self, brokers: str) -> None:
        shared = {**common(brokers), "group.id": "carebus-follower", "enable.auto.commit": False}
        self._admin = AdminClient(common(brokers))
        self._marks = Consumer({**shared, "isolation.level": "read_uncommitted"})
        self._consumer = Consumer(
            {
                **shared,
                "isolation.level": "read_committed",
                "auto.offset.reset": "earliest",
                "enable.partition.eof": True,
                "queued.max.messages.kbytes": 32_768,
            }
        )
        self._courses: dict[Place, _Course] = {}

    def open(self, followed: Followed, partition: int, folder: Path) -> Store:
        """Open the store of a partition under `folder`, emptied unless it can be trusted (rule 9), and follow its topic.

        It is level once it has come to what is the end of the topic now, open transactions included (rule 2 b).
        Raises KafkaException where the broker does not answer.
        """
        until = self._end(followed.topic, partition)
        path = folder / followed.topic / str(partition)
        store = open_trusted(path, self._topic_id(followed.topic), until, followed.kept)
        self._follow((followed.topic, partition), store, until)
        return store

    def again(self, topic: str, partition: int, store: Store) -> None:
        """Bring an open store level once more: somebody else may have written."""
        self._follow((topic, partition), store, self._end(topic, partition))

    def step(self, timeout: float) -> int:
        """Read what has come, up to some thousand records; returns how many."""
        if not self._courses:
            return 0
        found: dict[Place, list[Put]] = defaultdict(list)
        for message in arrived(self._consumer, 5_000, timeout):
            self._note(message, found)
        for place, puts in found.items():
            course = self._courses[place]
            course.store.write(puts, course.position)
        return sum(len(puts) for puts in found.values())

    def level(self, topic: str, partition: int) -> bool:
        """Tell whether the store has come to the end that the topic had when it was opened."""
        course = self._courses[topic, partition]
        return course.position >= course.until

    def behind(self, topic: str, partition: int) -> int:
        """How many offsets are left to the end that the topic had when it was opened; 0 where it is not followed now."""
        course = self._courses.get((topic, partition))
        return 0 if course is None else max(0, course.until - course.position)

    def leave(self, topic: str, partition: int) -> None:
        """Stop following; the store stays open."""
        if self._courses.pop((topic, partition), None) is not None:
            self._consumer.incremental_unassign([TopicPartition(topic, partition)])

    def close(self) -> None:
        """Close the consumers; the stores stay open."""
        self._consumer.close()
        self._marks.close()

    def _follow(self, place: Place, store: Store, until: int) -> None:
        self.leave(*place)
        mark = store.mark()
        position = mark.position if mark else 0
        self._courses[place] = _Course(store, position, until)
        self._consumer.incremental_assign([TopicPartition(*place, position)])

    def _note(self, message: Message, found: dict[Place, list[Put]]) -> None:
        error = message.error()
        place = (cast("str", message.topic()), cast("int", message.partition()))
        course = self._courses.get(place)
        if error is None and course is not None:
            kept = self.kept(place, message)
            found[place] += () if kept is None else (kept,)
            course.position = cast("int", message.offset()) + 1
        elif error is not None and error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - confluent-kafka's name
            if lasting(error):
                raise KafkaException(error)
        elif course is not None:
            course.position = max(course.position, cast("int", message.offset()))
            found.setdefault(place, [])  # nothing to write but how far it has come

    def kept(self, place: Place, message: Message) -> Put | None:  # noqa: ARG002 - of this place it may be something else
        """What a store keeps of a record: its key and value as they came. None: nothing but that it was there."""
        return cast("bytes", message.key()), message.value()

    def _topic_id(self, topic: str) -> str:
        described = self._admin.describe_topics(TopicCollection([topic]), request_timeout=5)
        return str(described[topic].result().topic_id)

    def _end(self, topic: str, partition: int) -> int:
        _low, high = self._marks.get_watermark_offsets(TopicPartition(topic, partition), timeout=5)
        return int(high)
