"""Understands how a publisher hears what became of its submissions."""

import time
from collections.abc import Iterable, Iterator

from carebus.bus.clients import arrived
from carebus.bus.from_now import from_now
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import VERDICTS
from carebus.bus.wire import Wire
from carebus.domain.provenance import SourceId, SubmissionId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.gateway.flow import UNKNOWN
from carebus.gateway.taken import Ready, Taken
from carebus.settings import Settings

OPEN = 100_000
"""Submissions whose verdicts are awaited or kept until they are asked for; the oldest are forgotten first."""


class Answers:
    """Follows the verdicts from now on; open it before anything is written. What was sent may be asked for in any order."""

    def __init__(self, settings: Settings) -> None:
        self._wire = Wire(Registry(settings.registry))
        self._consumer = from_now(settings.brokers, VERDICTS, "answers")
        self._open: dict[tuple[str, str], Verdict | None] = {}

    def expect(self, parts: Iterable[Taken]) -> None:
        """Keep the next verdict on each of `parts`, which were just sent, and on what each leads to, until it is asked for."""
        self._open.update({matter: None for part in parts for matter in (_of(part), *_led_to(part))})
        while len(self._open) > OPEN:
            del self._open[next(iter(self._open))]

    def to(self, parts: Iterable[Taken], seconds: float) -> Iterator[Verdict]:
        """The first verdict on each of `parts` since they were expected, as they come, for so long at most.

        What a part leads to is decided after it, where it stands: the verdicts on that are waited for too.
        """
        leads = {_of(part): _led_to(part) for part in parts}
        waiting = set(leads)
        deadline = time.monotonic() + seconds
        while True:
            known = {matter: verdict for matter in waiting if (verdict := self._open.get(matter)) is not None}
            for matter, verdict in known.items():
                del self._open[matter]
                yield verdict
            waiting -= known.keys()
            waiting |= {led for matter, verdict in known.items() if _stands(verdict) for led in leads.get(matter, ())}
            if not waiting or time.monotonic() >= deadline:
                return
            self._read()

    def _read(self) -> None:
        for message in arrived(self._consumer, 500, 0.005):
            value = message.value()
            if message.error() is not None or value is None:
                continue
            verdict: Verdict = self._wire.decode(value, None)
            matter = _matter(verdict.source, verdict.submission_id)
            if matter in self._open and self._open[matter] is None:
                self._open[matter] = verdict

    def close(self) -> None:
        """Stop following."""
        self._consumer.close()
        self._wire.close()


def _of(part: Taken) -> tuple[str, str]:
    return _matter(part.source, part.submission_id)


def _led_to(part: Taken) -> tuple[tuple[str, str], ...]:
    return tuple(_matter(part.source, led) for led in part.leads_to) if isinstance(part, Ready) else ()


def _stands(verdict: Verdict) -> bool:
    """Whether what a submission leads to is being decided now: of a repeat that was done before."""
    return verdict.outcome in (Outcome.ACCEPTED, Outcome.DUPLICATE) and not verdict.repeat


def _matter(source: SourceId | None, submission: SubmissionId) -> tuple[str, str]:
    """Submission ids are the sources' own: two sources may use one id."""
    return (source or UNKNOWN, submission)
