"""The publisher's side of carebus: send messages, get a verdict on each.

    from pathlib import Path
    from carebus.publish import Publisher

    with Publisher.load() as publisher:
        for verdict in publisher.publish(Path("report.xml").read_bytes()):
            print(verdict.outcome, [problem.code for problem in verdict.problems])

`act` makes the message of one act from the records of `carebus.domain.medication`, `carebus.domain.critical_info` and
`carebus.domain.identity`:

    from carebus.domain.medication.writes import TreatmentPaused
    from carebus.publish import act

    message = act(TreatmentPaused, submission_id="4711", source={"kind": "HER", "value": "99000201"}, at=now,
                  patient={"type": "FNR", "number": number}, base=3, read_at=read, treatment="…", pause=Pause(since="2026-11-23"))

The environment says where the bus is: `CAREBUS_ENVIRONMENT`, `CAREBUS_BROKERS`, `CAREBUS_REGISTRY`, `CAREBUS_PATIENT_SECRET`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any, Self

from msgspec import Struct

from carebus.bus.transaction import Aborted, Unsure
from carebus.domain.provenance import SourceId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats import json_acts, json_identity
from carebus.gateway.answers import Answers
from carebus.gateway.taken import Taken
from carebus.gateway.writer import Writer
from carebus.settings import GatewaySettings

__all__ = ["Aborted", "NoAnswer", "Outcome", "Publisher", "SourceId", "Unsure", "Verdict", "act"]


def act(kind: type[Struct], /, **said: Any) -> bytes:
    """The carebus-json-1 of one act: what every act says, and the fields of `kind`. Raises pydantic's ValidationError."""
    write = json_identity.write if kind.__name__ in json_identity.TYPES else json_acts.write
    return write(kind, **said)


TOGETHER = 100
"""Messages that are written in one transaction, at most."""


class NoAnswer(Exception):
    """A message is safely on the bus, and no verdict came in time: is a projector running? It may be sent again."""


class Publisher:
    """Sends messages in any format that carebus takes. Use it as a context; one thread."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._answers = Answers(settings)
        self._writer = Writer(settings)

    @classmethod
    def load(cls) -> Self:
        """A publisher set up by the environment. Raises SettingsProblem, which names every variable to change."""
        return cls(GatewaySettings.load())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answers.close()
        self._writer.close()

    def publish(self, message: bytes, seconds: float = 10.0, sender: SourceId | None = None) -> tuple[Verdict, ...]:
        """Send one message and wait for the verdict on each of its parts, and then on what they lead to; `sender` as in `send`.

        Raises NoAnswer, and what `send` raises.
        """
        taken = self.send([message], sender)[0]
        verdicts = {verdict.submission_id: verdict for verdict in self.verdicts(taken, seconds)}
        missing = [part.submission_id for part in taken if part.submission_id not in verdicts]
        if missing:
            raise NoAnswer(f"no verdict within {seconds:g} s on {', '.join(missing)}")
        own = tuple(verdicts.pop(part.submission_id) for part in taken)
        return (*own, *(verdicts[name] for name in sorted(verdicts)))

    def send(self, messages: Iterable[bytes], sender: SourceId | None = None) -> list[tuple[Taken, ...]]:
        """Send messages without waiting for verdicts; returns what was made of each.

        `sender` is the id of the source that sends them, for the formats whose messages do not say (FHIR, and most HL7 v2).

        Raises Unsure where Kafka did not say whether it took them, and Aborted where it did not: send them again, with this publisher, and
        what was taken before gets its first verdict again.
        """
        left = iter(messages)
        made: list[tuple[Taken, ...]] = []
        while together := list(islice(left, TOGETHER)):
            taken = self._writer.write(together, sender)
            self._answers.expect(part for parts in taken for part in parts)
            made += taken
        return made

    def verdicts(self, taken: Iterable[Taken], seconds: float) -> Iterator[Verdict]:
        """The verdicts on what was sent, as they come, for so long at most."""
        return self._answers.to(taken, seconds)
