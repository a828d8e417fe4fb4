"""Understands one writer at work: reads, decides, sends, hears the verdict; and where others were first, reads and decides again."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from carebus.demo.town.chance import chance
from carebus.demo.town.charts import Charts
from carebus.demo.town.drafts import Draft, Led, sight
from carebus.demo.town.evidence import about
from carebus.demo.town.folk import Folk
from carebus.demo.town.hour import Hour
from carebus.demo.town.kinds import DUE, Kind
from carebus.demo.town.letters import sender, written
from carebus.demo.town.plans import planned
from carebus.demo.town.post import Post
from carebus.demo.town.script import Intent
from carebus.demo.town.sent import Sent
from carebus.demo.town.writers import WRITERS
from carebus.domain.identity.area import LINE
from carebus.domain.medication.area import MEDICATION
from carebus.domain.provenance import Digest, PatientKey, SubmissionId
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome

ATTEMPTS = 3
"""How often somebody decides, at most, who was overtaken."""

GIVES_UP = 0.2
"""How often they let it be."""


@dataclass(frozen=True, slots=True)
class _Letter:
    sent: Sent
    data: bytes
    patient: int


class Desk:
    """One thread's work. `run` begins the ids of everything that is sent."""

    def __init__(self, run: str, folk: Folk, charts: Charts, hour: Hour, post: Post) -> None:
        self._run = run
        self._folk = folk
        self._charts = charts
        self._hour = hour
        self._post = post
        self._known: defaultdict[PatientKey, dict[str, int]] = defaultdict(dict)
        self._last: _Letter | None = None
        self._used: _Letter | None = None

    def play(self, intent: Intent) -> Iterator[Sent]:
        """What one line of the script leads to, message by message. Raises Stopped, NotShown."""
        self._hour.wait_for(intent.after)
        if intent.kind is not Kind.AGAIN:
            yield from self._decided(intent, intent.kind, count(), Led())
        elif self._last:
            yield self._again(intent, self._last)
        self._hour.strike(intent.number)

    def _decided(self, intent: Intent, kind: Kind, numbers: Iterator[int], led: Led) -> Iterator[Sent]:
        """One decision, until it stands or is let be; then what it leads to."""
        for attempt in range(ATTEMPTS):
            draft = self._draft(intent, kind, attempt, led)
            if draft is None:
                return
            sent = self._send(intent, draft, attempt, next(numbers))
            yield sent
            if sent.is_accepted and draft.then:
                yield from self._decided(intent, draft.then, numbers, Led(draft.treatment, sent.submission))
            if not self._tries_again(sent):
                return
            led = replace(led, about=draft.treatment)

    def _tries_again(self, sent: Sent) -> bool:
        is_late = sent.is_overtaken and sent.kind not in DUE
        return is_late and chance(sent.intent.seed, sent.attempt, "again").random() >= GIVES_UP

    def _draft(self, intent: Intent, kind: Kind, attempt: int, led: Led) -> Draft | None:
        if kind is Kind.REUSED_ID and self._used is None:
            return None
        patient = self._patient(intent, kind)
        names, others = self._folk.names[patient], self._folk.names[(patient + 1) % len(self._folk.names)]
        chart = self._charts.read(names.national.key, self._known[names.national.key])
        if intent.race is not None and attempt == 0 and led == Led():
            chart = self._hour.meet(intent.race, chart)
        other = self._charts.read(others.national.key)
        return planned(kind, sight(intent, kind, attempt, (chart, other), (names, others), led))

    def _patient(self, intent: Intent, kind: Kind) -> int:
        """An id that was used is used again for the same patient, else it would be another id."""
        return self._used.patient if kind is Kind.REUSED_ID and self._used else intent.patient

    def _send(self, intent: Intent, draft: Draft, attempt: int, number: int) -> Sent:
        patient = self._patient(intent, draft.kind)
        submission = SubmissionId(f"{self._run}-{intent.number}.{number}")
        if draft.kind is Kind.REUSED_ID and self._used:
            submission = self._used.sent.submission
        writer, national = WRITERS[intent.writer], self._folk.names[patient].national
        data = written(draft, submission, national, writer, datetime.now(UTC))
        answer = self._post.send(data, sender(draft, writer))
        line = LINE if draft.whom else national.key
        sent = Sent(intent, draft, line, answer.submission, _digest(data), attempt, answer.verdict)
        self._note(sent, data, patient)
        return sent

    def _again(self, intent: Intent, last: _Letter) -> Sent:
        """The very same bytes once more, as after a line that broke."""
        draft = replace(last.sent.draft, kind=Kind.AGAIN)
        answer = self._post.send(last.data, sender(draft, last.sent.writer))
        return replace(last.sent, intent=intent, draft=draft, told=answer.verdict)

    def _note(self, sent: Sent, data: bytes, patient: int) -> None:
        told = sent.told
        if told and told.unit and told.revision:
            whose, unit = about(sent.patient, told.unit)
            self._known[whose][unit] = max(self._known[whose].get(unit, 0), told.revision)
        if told and told.outcome is not Outcome.HELD and sent.kind is not Kind.REUSED_ID:
            self._last = _Letter(sent, data, patient)
            self._used = self._last if sent.draft.record in MEDICATION.submissions else self._used


def _digest(data: bytes) -> Digest:
    return Digest(sha256(data).hexdigest())
