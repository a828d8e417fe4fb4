"""Understands one writer at work: reads, decides, sends, hears the verdict; and where others were first, reads and decides again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from carebus.demo.town.chance import chance
from carebus.demo.town.charts import Charts
from carebus.demo.town.drafts import Draft, Led, sight
from carebus.demo.town.folk import Folk
from carebus.demo.town.hour import Hour
from carebus.demo.town.kinds import DUE, Kind
from carebus.demo.town.numbers import wrong
from carebus.demo.town.plans import planned
from carebus.demo.town.post import Post
from carebus.demo.town.script import Intent
from carebus.demo.town.sent import Sent
from carebus.demo.town.writers import WRITERS
from carebus.domain.provenance import Digest, SubmissionId
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome
from carebus.publish import act

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
        self._known = dict.fromkeys(folk.keys, 0)
        self._last: _Letter | None = None

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
        if kind is Kind.REUSED_ID and self._last is None:
            return None
        patient = self._patient(intent, kind)
        chart = self._charts.read(self._folk.keys[patient], self._known[self._folk.keys[patient]])
        if intent.race is not None and attempt == 0 and led == Led():
            chart = self._hour.meet(intent.race, chart)
        other = self._charts.read(self._folk.keys[(patient + 1) % len(self._folk.keys)])
        return planned(kind, sight(intent, kind, attempt, chart, other, led))

    def _patient(self, intent: Intent, kind: Kind) -> int:
        """An id that was used is used again for the same patient, else it would be another id."""
        return self._last.patient if kind is Kind.REUSED_ID and self._last else intent.patient

    def _send(self, intent: Intent, draft: Draft, attempt: int, number: int) -> Sent:
        patient = self._patient(intent, draft.kind)
        submission = SubmissionId(f"{self._run}-{intent.number}.{number}")
        if draft.kind is Kind.REUSED_ID and self._last:
            submission = self._last.sent.submission
        data = self._written(draft, submission, patient, WRITERS[intent.writer].her)
        sent = Sent(intent, draft, self._folk.keys[patient], submission, _digest(data), attempt, self._post.send(data))
        self._note(sent, data, patient)
        return sent

    def _written(self, draft: Draft, submission: SubmissionId, patient: int, her: str) -> bytes:
        number = self._folk.patients[patient].number
        return act(
            draft.record,
            submission_id=submission,
            source={"kind": "HER", "value": draft.her or her},
            patient={"type": "FNR", "number": wrong(number) if draft.kind is Kind.WRONG_NUMBER else number},
            **({"at": datetime.now(UTC)} | draft.fields),
        )

    def _again(self, intent: Intent, last: _Letter) -> Sent:
        """The very same bytes once more, as after a line that broke."""
        draft = replace(last.sent.draft, kind=Kind.AGAIN)
        return replace(last.sent, intent=intent, draft=draft, told=self._post.send(last.data))

    def _note(self, sent: Sent, data: bytes, patient: int) -> None:
        told = sent.told
        if told and told.revision:
            self._known[sent.patient] = max(self._known[sent.patient], told.revision)
        if told and told.outcome is not Outcome.HELD and sent.kind is not Kind.REUSED_ID:
            self._last = _Letter(sent, data, patient)


def _digest(data: bytes) -> Digest:
    return Digest(sha256(data).hexdigest())
