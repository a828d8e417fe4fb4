"""Understands the alarms as their topic has them: every alarm as it was told last, and what is told from now on."""

from collections.abc import Iterator

from carebus.bus.clients import arrived
from carebus.bus.from_now import from_now
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import ALARMS
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.alarms import AlarmCleared, AlarmEvent
from carebus.settings import Settings


class AlarmLog:
    """Reads the alarms topic."""

    def __init__(self, settings: Settings) -> None:
        self._brokers = settings.brokers
        self._wire = Wire(Registry(settings.registry))

    def newest(self) -> tuple[AlarmEvent, ...]:
        """What was told last of every alarm that the topic still has, oldest first."""
        told: dict[str, AlarmEvent] = {}
        for record in read_whole(self._brokers, ALARMS):
            if record.value is not None:
                event: AlarmEvent = self._wire.decode(record.value, None)
                told[event.alarm.id] = event
        return tuple(sorted(told.values(), key=lambda event: event.at))

    def open(self) -> tuple[AlarmEvent, ...]:
        """The alarms that are open, oldest first."""
        return tuple(event for event in self.newest() if not isinstance(event, AlarmCleared))

    def follow(self) -> Iterator[AlarmEvent]:
        """What is told from now on, as it comes, without an end."""
        consumer = from_now(self._brokers, ALARMS, "alarms")
        try:
            while True:
                for message in arrived(consumer, 100, 0.2):
                    value = message.value()
                    if message.error() is None and value is not None:
                        yield self._wire.decode(value, None)
        finally:
            consumer.close()

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()
