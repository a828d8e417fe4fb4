"""Understands how the clock keeps its agenda: by the view topic of critical information, from its beginning on, and what it submits."""

from datetime import datetime
from typing import cast
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import arrived, common, lasting
from carebus.bus.places import Topics
from carebus.bus.submitting import Submitting
from carebus.bus.wire import Wire
from carebus.clock.agenda import Agenda
from carebus.domain.area import Area
from carebus.domain.critical_info.due import announcement
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.provenance import PatientKey

TOGETHER = 500
"""Announcements in one transaction, at most."""


class Watching:
    """Follows the pictures of an area; `turn` is one step, to be called again and again."""

    def __init__(self, brokers: str, wire: Wire, area: Area) -> None:
        self._wire = wire
        topics = Topics(brokers, (area.views,))
        self._unread = topics.ends(topics.ids())
        self.agenda = Agenda()
        self._submitting = Submitting(brokers, wire, area, "clock")
        self._consumer = Consumer(
            {
                **common(brokers),
                "group.id": f"carebus-clock-{uuid4()}",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "enable.partition.eof": True,
            }
        )
        self._consumer.assign([TopicPartition(*place, 0) for place in self._unread])

    @property
    def ready(self) -> bool:
        """Whether everything was read that was there at the start, open transactions waited for: before that an end may have been moved, and nothing is announced."""
        return not self._unread

    def turn(self, now: datetime, seconds: float = 0.5) -> int:
        """Read what has come, and announce what is due; returns how much was. Raises KafkaException, Unsure."""
        for message in arrived(self._consumer, 1_000, seconds):
            self._note(message)
        if not self.ready:
            return 0
        reached = self.agenda.reached(now, TOGETHER)
        return self._submitting.submit(
            [(patient, announcement(entry, end, now)) for patient, end, entry in reached], now
        )

    def close(self) -> None:
        """Let the connections go."""
        self._consumer.close()
        self._wire.close()

    def _note(self, message: Message) -> None:
        error = message.error()
        if error is not None:
            self._note_error(error, message)
            return
        patient, _, unit = (message.key() or b"").decode().partition("/")
        if unit == ENTRIES:
            value = message.value()
            self.agenda.note(PatientKey(patient), self._wire.decode(value, PatientKey(patient)) if value else None)
        self._reached(message, 1)

    def _note_error(self, error: KafkaError, message: Message) -> None:
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - confluent-kafka's name for it
            self._reached(message)
        elif lasting(error):
            raise KafkaException(error)

    def _reached(self, message: Message, read: int = 0) -> None:
        place = cast("str", message.topic()), cast("int", message.partition())
        if cast("int", message.offset()) + read >= self._unread.get(place, 0):
            self._unread.pop(place, None)
