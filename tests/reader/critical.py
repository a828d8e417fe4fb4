"""Understands one patient's critical information as a story whose records a reader hears: what is submitted, and what is decided."""

from datetime import datetime
from typing import Any

import httpx
from tests.domain.critical_info.builders import Story
from tests.reader.given import NORA, Reader

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Decision


class Ward:
    """A patient in the copy of a reader without a broker; the reader's clock is the story's."""

    def __init__(self, reader: Reader, number: str = NORA) -> None:
        self.reader, self.number, self.story = reader, number, Story()
        self.later(self.story.now)

    def tell(self, submission: Any) -> Decision[Any]:
        """Submitted and decided as a projector decides it: its facts, and the picture that they change."""
        known = len(self.story.facts)
        decision = self.story.when(submission)
        for fact in self.story.facts[known:]:
            self.fact(fact)
            self.picture()
        return decision

    def fact(self, fact: Any) -> None:
        """A fact alone comes to the copy."""
        self.reader.arrive(CRITICAL_INFO.accepted, fact, self.number, at=self.story.now)

    def picture(self) -> None:
        """The picture as it is comes to the copy."""
        self.reader.arrive(CRITICAL_INFO.views, self.story.picture, self.number, f"/{ENTRIES}", at=self.story.now)

    def later(self, when: datetime) -> "Ward":
        self.story.later(when)
        self.reader.now = when
        self.reader.measure()
        return self

    def entries(self, audience: str = "clinician", **more: Any) -> httpx.Response:
        return self._ask("entries", audience=audience, **more)

    def shown(self, **more: Any) -> dict[str, Any]:
        """The information in an answer."""
        return self.entries(**more).json()["information"]

    def history(self, entry: str = "pen", audience: str = "clinician") -> httpx.Response:
        return self._ask("history", audience=audience, entry=entry)

    def fhir(self, **more: Any) -> httpx.Response:
        return self._ask("fhir", **more)

    def _ask(self, page: str, **more: Any) -> httpx.Response:
        return self.reader.post(f"/v1/critical-info/{page}", json={"patient": {"number": self.number}, **more})
