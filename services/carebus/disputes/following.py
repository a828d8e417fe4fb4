"""Understands how facts are followed from their beginning on, and how a dispute that they show comes into the identity area.

The facts are those that were accepted: they are kept for ever, so an id is known however long ago it was used, and each is there once,
whatever was sent again. What was refused is in no picture, so nobody is to be marked for it.

A batch is looked at in memory, then its disputes are submitted, then it is remembered. Who dies in between finds the same again, under the
same submission ids: the domain takes a dispute once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import arrived, common, lasting
from carebus.bus.follow import Place
from carebus.bus.partition import partition_of
from carebus.bus.places import Topics
from carebus.bus.submitting import Submitting
from carebus.bus.wire import Wire
from carebus.disputes.memory import Memory
from carebus.disputes.sighting import Sighting, sightings
from carebus.disputes.standing import Standing
from carebus.disputes.tellers import Found, found
from carebus.domain.area import Area
from carebus.domain.identity.events import IdentityDisputed
from carebus.domain.identity.raised import raised
from carebus.domain.provenance import PatientKey

TOGETHER = 1_000
"""Records of one batch, at most."""


@dataclass(slots=True)
class Batch:
    """What one batch comes to: disputes to submit, what to keep, and how far it leads."""

    disputes: list[IdentityDisputed] = field(default_factory=list)
    kept: dict[tuple[str, int], bytes] = field(default_factory=dict)
    positions: dict[Place, int] = field(default_factory=dict)
    reused: int = 0


class Following:
    """Follows the facts of `areas` and the pictures of `identity`; `turn` is one step, to be called again and again."""

    def __init__(
        self, brokers: str, wire: Wire, secret: bytes, folder: Path, areas: Sequence[Area], identity: Area
    ) -> None:
        self._wire, self._secret = wire, secret
        self._line = cast("PatientKey", identity.line)
        self._log = structlog.get_logger("carebus.disputes")
        self.standing = Standing()
        topics = Topics(brokers, tuple(area.accepted for area in areas))
        ids = topics.ids()
        self._ends = topics.ends(ids)
        self.memory = Memory(folder / "disputes", ids, self._ends)
        self._submitting = Submitting(brokers, wire, identity, "disputes")
        self._consumer = Consumer(
            {
                **common(brokers),
                "group.id": f"carebus-disputes-{uuid4()}",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "error",
                "enable.partition.eof": True,
                "queued.max.messages.kbytes": 32_768,
            }
        )
        pictures = Topics(brokers, (identity.views,)).ids()
        self._pictures = identity.views, partition_of(self._line.encode(), len(pictures))
        self._knows_disputes = False
        self._consumer.assign([TopicPartition(*self._pictures, 0)])

    @property
    def behind(self) -> int:
        """Offsets to what was the end of the facts when this began; 0: all of them are remembered."""
        return sum(max(0, end - self.memory.positions[place]) for place, end in self._ends.items())

    def turn(self, now: datetime, seconds: float = 0.5) -> Batch:
        """Read what has come, submit what it shows, then remember it; returns what it was. Raises KafkaException, Unsure, StoreDamaged."""
        batch = Batch()
        for message in arrived(self._consumer, TOGETHER, seconds):
            error = message.error()
            if error is None:
                self._note(message, batch, now)
            elif _ended(error):
                self._end(message, batch)
        self._submitting.submit([(self._line, dispute) for dispute in batch.disputes], now)
        if batch.positions:
            self.memory.write(batch.kept, batch.positions)
        return batch

    def close(self) -> None:
        """Let the connections go, and the files."""
        self._consumer.close()
        self._wire.close()
        self.memory.close()

    def _note(self, message: Message, batch: Batch, now: datetime) -> None:
        place, value = _place(message), message.value()
        patient = PatientKey((message.key() or b"").decode().partition("/")[0])
        if value is None:
            return
        record = self._wire.decode(value, patient)
        if place == self._pictures:
            self.standing.note(record)
            return
        for each in sightings(record, patient, self._secret):
            self._look_at(each, batch, now)
        batch.positions[place] = cast("int", message.offset()) + 1

    def _look_at(self, each: Sighting, batch: Batch, now: datetime) -> None:
        name = each.name, each.part
        seen = found(batch.kept.get(name) or self.memory.get(*name), each)
        if seen.kept is not None:
            batch.kept[name] = seen.kept
        if seen.reused:
            batch.reused += 1
            self._log.warning("message id reused", source=each.source, name=each.name[:16])
        batch.disputes += self._raised(each, seen, now)

    def _raised(self, each: Sighting, seen: Found, now: datetime) -> Iterator[IdentityDisputed]:
        for other in seen.others:
            if self.standing.knows(each.name, each.patient, other):
                continue
            if not self.standing.same_person(each.patient, other):
                self._log.warning(
                    "identity disputed", shared=each.shared.value, source=each.source, name=each.name[:16]
                )
            yield raised(each.shared, each.name, each.patient, other, now)

    def _end(self, message: Message, batch: Batch) -> None:
        """Facts are read once all pictures are known: what was raised before is not raised again, and links are known."""
        place = _place(message)
        if place != self._pictures:
            batch.positions[place] = cast("int", message.offset())
        elif not self._knows_disputes:
            self._knows_disputes = True
            positions = self.memory.positions.items()
            self._consumer.incremental_assign([TopicPartition(*place, position) for place, position in positions])


def _ended(error: KafkaError) -> bool:
    """Whether it says that a partition ends here, and not a trouble that passes. Raises KafkaException for one that lasts."""
    if lasting(error) or error.code() == KafkaError._AUTO_OFFSET_RESET:  # noqa: SLF001 - confluent-kafka's name for it
        raise KafkaException(error)
    return error.code() == KafkaError._PARTITION_EOF  # noqa: SLF001


def _place(message: Message) -> Place:
    return cast("str", message.topic()), cast("int", message.partition())
