"""Understands how the clock keeps its agenda: by the view topic of critical information, from its beginning on, and what it submits."""

from datetime import datetime
from uuid import uuid4

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import arrived, common, lasting, partitions
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
        places = partitions(brokers, area.views)
        self._behind = set(places)
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
        self._consumer.assign([TopicPartition(area.views, place, 0) for place in places])

    @property
    def ready(self) -> bool:
        """Whether every partition was read to its end once: before that an end may have been moved, and nothing is announced."""
        return not self._behind

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

    def _note_error(self, error: KafkaError, message: Message) -> None:
        if error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001 - confluent-kafka's name for it
            self._behind.discard(message.partition())
        elif lasting(error):
            raise KafkaException(error)
