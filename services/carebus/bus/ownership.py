"""Understands which partitions this process owns, which of them are ready, and what must happen in between (rules 2, 3, 7)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import COMING_UP, lasting
from carebus.bus.follow import Followed, Follower
from carebus.bus.record import Record
from carebus.bus.store import Store

_RETRY = COMING_UP | {
    KafkaError.UNSTABLE_OFFSET_COMMIT,
    KafkaError._TIMED_OUT,  # noqa: SLF001
    KafkaError._TRANSPORT,  # noqa: SLF001
}


class OffsetsLost(Exception):
    """The group has no committed offset for a partition: nobody may guess where to begin (rule 8)."""


@dataclass(slots=True)
class Owned:
    """One partition that this process owns.

    `position` is the next input offset to decide; None until the partition is ready. `stores` are its copies by topic.
    `reached` is the time stamp of the newest decided record, UTC seconds; `end` the input's end when it was
    last looked at, and `read_to` where the input was last read to its end.
    """

    partition: int
    stores: dict[str, Store] = field(default_factory=dict)
    position: int | None = None
    committed: int | None = None
    not_before: float = 0.0
    reached: float = 0.0
    end: int = 0
    read_to: int = 0

    @property
    def behind(self) -> int:
        """Input records not decided yet, about: a transaction's marker takes an offset too, and at the end none is left."""
        if self.position is None or self.end <= self.read_to:
            return 0
        return max(0, self.end - self.position)


class Ownership:
    """The group membership of one consumer, and the stores of what it owns."""

    def __init__(
        self, consumer: Consumer, topic: str, followed: Sequence[Followed], follower: Follower, folder: Path
    ) -> None:
        self._consumer = consumer
        self._topic = topic
        self._followed = followed
        self._follower = follower
        self._folder = folder
        self._away: dict[int, Owned] = {}
        self.owned: dict[int, Owned] = {}
        self.group: Any = None

    def subscribe(self) -> None:
        """Join the group; partitions arrive, paused, with the next calls of consume."""
        self._consumer.subscribe(
            [self._topic], on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._revoked
        )

    def ready(self) -> dict[int, Owned]:
        """The partitions that may be decided on."""
        return {number: owned for number, owned in self.owned.items() if owned.position is not None}

    def restoring(self) -> list[Owned]:
        """The partitions that are owned and not ready."""
        return [owned for owned in self.owned.values() if owned.position is None]

    def inputs(self, messages: Sequence[Message]) -> list[Record]:
        """Keep of one consumed batch what this process may decide: owned, ready, and not seen in this ownership (rule 12).

        Raises OffsetsLost, or KafkaException for an error that the client does not mend by itself.
        """
        kept = []
        for message in messages:
            error = message.error()
            if error is not None:
                self._note(error, message)
                continue
            record = Record.of(message)
            owned = self.owned.get(record.partition)
            if owned is not None and owned.position is not None and record.offset >= owned.position:
                kept.append(record)
        return kept

    def restore(self, seconds: float) -> list[Owned]:
        """Bring partitions nearer to ready for about so long; returns those that have become ready."""
        waiting = self.restoring()
        if not waiting:
            return []
        for owned in waiting:
            if owned.committed is None and time.monotonic() >= owned.not_before:
                self._begin(owned)
        self._follower.step(seconds)
        return [owned for owned in waiting if self._finish(owned)]

    def look_at_ends(self) -> None:
        """Note how far the input of each ready partition goes, by what the client knows already."""
        for owned in self.ready().values():
            _low, owned.end = self._consumer.get_watermark_offsets(self._place(owned.partition), cached=True)

    def restore_again(self) -> None:
        """After an abort nothing is known for certain: every partition goes through restore once more (rule 4)."""
        for owned in self.owned.values():
            self._consumer.pause([self._place(owned.partition)])
            self._unready(owned)
        self.group = self._consumer.consumer_group_metadata()

    def close(self) -> None:
        """Close every store."""
        self._close(self.owned)
        self._close(self._away)

    def _assigned(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        """A new assignment, always whole: what comes back finds its stores open, what went elsewhere is closed."""
        consumer.assign(places)
        consumer.pause(places)
        for place in places:
            self.owned[place.partition] = self._away.pop(place.partition, Owned(place.partition))
        self._close(self._away)
        self.group = consumer.consumer_group_metadata()

    def _revoked(self, consumer: Consumer, _places: list[TopicPartition]) -> None:
        """Everything is given back before a new assignment; most of it comes back in a moment."""
        for owned in self.owned.values():
            self._unready(owned)
        self._away.update(self.owned)
        self.owned.clear()
        consumer.unassign()

    def _unready(self, owned: Owned) -> None:
        owned.position = owned.committed = None
        owned.not_before = 0.0
        for topic in owned.stores:
            self._follower.leave(topic, owned.partition)

    def _begin(self, owned: Owned) -> None:
        """Rule 2: first the committed offset, which waits for a former owner's; only then the ends of the copied topics."""
        owned.committed = self._committed(owned.partition)
        if owned.committed is None:
            owned.not_before = time.monotonic() + 0.2
            return
        for followed in self._followed:
            store = owned.stores.get(followed.topic)
            if store is None:
                owned.stores[followed.topic] = self._follower.open(followed, owned.partition, self._folder)
            else:
                self._follower.again(followed.topic, owned.partition, store)

    def _committed(self, partition: int) -> int | None:
        try:
            offset = self._consumer.committed([self._place(partition)], timeout=0.5)[0].offset
        except KafkaException as failure:
            if failure.args[0].code() in _RETRY:
                return None
            raise
        if offset < 0:
            raise OffsetsLost(_no_offset(f"{self._topic}[{partition}]"))
        return int(offset)

    def _finish(self, owned: Owned) -> bool:
        if owned.committed is None or not all(self._follower.level(f.topic, owned.partition) for f in self._followed):
            return False
        place = self._place(owned.partition, owned.committed)
        if not self._sought(place):
            return False
        for followed in self._followed:
            self._follower.leave(followed.topic, owned.partition)
        self._consumer.resume([place])
        owned.position = owned.committed
        return True

    def _sought(self, place: TopicPartition) -> bool:
        """Go there; not possible yet while the client itself still asks where the group stands (a former owner's pending offsets)."""
        try:
            self._consumer.seek(place)
        except KafkaException as failure:
            if failure.args[0].code() != KafkaError._STATE:  # noqa: SLF001
                raise
            return False
        return True

    def _close(self, some: dict[int, Owned]) -> None:
        for owned in some.values():
            self._unready(owned)
            for store in owned.stores.values():
                store.close()
        some.clear()

    def _place(self, partition: int, offset: int = 0) -> TopicPartition:
        return TopicPartition(self._topic, partition, offset)

    def _note(self, error: KafkaError, message: Message) -> None:
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001
            owned = self.owned.get(cast("int", message.partition()))
            if owned is not None:
                owned.read_to = cast("int", message.offset())
        elif error.code() == KafkaError._AUTO_OFFSET_RESET:  # noqa: SLF001
            raise OffsetsLost(_no_offset(self._topic))
        elif lasting(error):
            raise KafkaException(error)


def _no_offset(place: str) -> str:
    return f"{place} has no usable committed offset: see `carebus offsets recover`"
