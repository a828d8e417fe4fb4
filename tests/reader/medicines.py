"""Understands one patient's medication as a story whose records a reader hears: what is submitted, decided, and refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

import httpx
from tests.domain.medication.builders import DAY, Story
from tests.reader.given import NORA, Reader

from carebus.bus.cloudevents import Headers, made_of
from carebus.bus.shared_topics import VERDICTS
from carebus.domain.area import Area
from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.medication.area import MEDICATION
from carebus.domain.medication.units import LIST, units_changed_by
from carebus.domain.verdicts import Outcome, Verdict

Place = tuple[str, int, int]


class Send(Protocol):
    """Puts a record on a topic, and tells where it stands."""

    def __call__(self, topic: str, record: Any, name: str, headers: Headers, at: datetime) -> Place: ...


class Care:
    """What happens to one patient, decided as a projector decides it, one record after another."""

    def __init__(self, send: Send, area: Area = MEDICATION, verdicts: str = VERDICTS, now: datetime = DAY) -> None:
        self.story = Story(now=now)
        self._send, self._area, self._verdicts = send, area, verdicts

    def tell(self, submission: Any) -> Decision[Any]:
        """Submitted and decided: its facts, the pictures that they change, and the verdict."""
        known = len(self.story.facts)
        decision = self.story.when(submission)
        place = self._put(self._area.submitted, submission)
        for fact in self.story.facts[known:]:
            self._put(self._area.accepted, fact)
            for unit in units_changed_by(fact):
                self._put(self._area.views, self.story.views[unit], f"/{unit}")
        self._put(self._verdicts, self._verdict(submission, decision), headers=[made_of(*place)])
        return decision

    def later(self, when: datetime) -> "Care":
        self.story.later(when)
        return self

    def _put(self, topic: str, record: Any, name: str = "", headers: Headers | None = None) -> Place:
        return self._send(topic, record, name, headers or [], self.story.now)

    def _verdict(self, submission: Any, decision: Decision[Any]) -> Verdict:
        refused = decision if isinstance(decision, Refused) else None
        accepted = Outcome.ACCEPTED if isinstance(decision, Accepted) and decision.events else Outcome.DUPLICATE
        return Verdict(
            submission.provenance.submission_id,
            "medication",
            submission.provenance.source,
            Outcome.REFUSED if refused else accepted,
            submission.provenance.original,
            self.story.now,
            rule=refused.rule if refused else None,
            unit=LIST,
            problems=refused.problems if refused else (),
        )


class Asking:
    """The questions about a patient's medication."""

    def __init__(self, post: Callable[..., httpx.Response], number: str = NORA) -> None:
        self._post, self._number = post, number

    def listed(self, audience: str = "clinician", **more: Any) -> httpx.Response:
        return self._ask("list", audience=audience, **more)

    def explain(self, row: str, audience: str = "clinician") -> httpx.Response:
        return self._ask("explain", audience=audience, row=row)

    def difference(self, submission: Any) -> httpx.Response:
        told = submission.provenance
        return self._ask("difference", source=told.source, submission_id=told.submission_id)

    def fhir(self, **more: Any) -> httpx.Response:
        return self._ask("fhir", **more)

    def _ask(self, page: str, **more: Any) -> httpx.Response:
        return self._post(f"/v1/medication/{page}", json={"patient": {"number": self._number}, **more})


class Clinic(Asking, Care):
    """A patient in the copy of a reader without a broker; the reader's clock is the story's."""

    def __init__(self, reader: Reader, number: str = NORA) -> None:
        Asking.__init__(self, reader.post, number)
        Care.__init__(self, self._arrive)
        self.reader = reader
        self.later(self.story.now)

    def later(self, when: datetime) -> "Clinic":
        self.reader.now = when
        self.reader.measure()
        super().later(when)
        return self

    def _arrive(self, topic: str, record: Any, name: str, headers: Headers, at: datetime) -> Place:
        arrived = self.reader.arrive(topic, record, self._number, name, at=at, headers=headers)
        place = arrived.topic, arrived.partition, arrived.offset
        self.reader.topics.records[place] = arrived
        return place
