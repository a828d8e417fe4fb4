"""Understands how messages come onto the bus: the original bytes and what was made of them in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Self
from uuid import uuid4

from carebus.bus.clients import partitions
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import RECEIVED
from carebus.bus.transaction import Aborted, Output, Transactions, Unsure
from carebus.bus.wire import Wire
from carebus.domain.provenance import SourceId
from carebus.gateway.intake import take
from carebus.gateway.outputs import Outputs
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Taken
from carebus.settings import GatewaySettings
from carebus.shipped import folder

TRIES = 5


class Writer:
    """Takes messages and writes them; one thread. A writer is a transactional producer of its own; `wire` encodes its records."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._sources = Sources.load(settings.sources or folder("sources"))
        self._secret = settings.patient_secret.get_secret_value().encode()
        self._name = f"carebus-gateway-{uuid4()}"
        self._transactions = Transactions(settings.brokers, self._name)
        self.partitions = len(partitions(settings.brokers, RECEIVED))
        self.wire = Wire(Registry(settings.registry))
        self._outputs = Outputs(self.wire, self.partitions, self._sources.numbered_as_one)

    @classmethod
    def load(cls) -> Self:
        """A writer set up by the environment. Raises SettingsProblem."""
        return cls(GatewaySettings.load())

    def write(self, messages: Iterable[bytes], sender: SourceId | None = None) -> list[tuple[Taken, ...]]:
        """Write some messages, all or none; returns what was made of each, part by part.

        `sender` is who sends them, for the formats whose messages do not say.

        Raises Unsure where nobody knows whether they were written: send them again, a repeat is recognised (rule 10).
        """
        received = datetime.now(UTC)
        made = [(data, self._take(data, received, sender)) for data in messages]
        outputs = [output for data, taken in made for output in self._outputs.of(data, taken, received)]
        outputs += self._outputs.flow((part for _data, taken in made for part in taken), received)
        self.commit(outputs)
        return [taken for _data, taken in made]

    def commit(self, outputs: Sequence[Output]) -> None:
        """Write records, all or none. Raises Unsure and, after several tries, Aborted."""
        for left in reversed(range(TRIES)):
            try:
                self._transactions.run(outputs, [], None)
            except Aborted:
                if not left:
                    raise
            except Unsure:
                # A new producer of the same name finishes what the old one left open; the old one takes nothing more.
                self._transactions = Transactions(self._settings.brokers, self._name)
                raise
            else:
                return

    def close(self) -> None:
        """Let the connections go."""
        self.wire.close()

    def _take(self, data: bytes, received: datetime, sender: SourceId | None) -> tuple[Taken, ...]:
        return take(
            data,
            sources=self._sources,
            environment=self._settings.environment,
            patient_secret=self._secret,
            received=received,
            sender=sender,
        )
