"""Understands what a single thread makes of what is sent, by the rules of an area: what a load follows, so that it says what makes sense."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from tests.faults.load import Sent, misused, sent_again

from carebus.domain.area import Area
from carebus.domain.decision import Accepted


@dataclass(slots=True)
class SingleThread:
    """The pictures of an area's units, and what arrived, each once. It decides at `began`, whatever time it is."""

    area: Area
    began: datetime
    views: dict[str, Any] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def arrived(self, sent: Sent) -> Sent:
        """What is sent has come; a repeat changes nothing."""
        name = sent.record.provenance.submission_id
        if name not in self.known:
            self.known.add(name)
            self.sent.append(sent)
            self._decided(sent.record)
        return sent

    def repeated(self, chance: Random) -> Sent:
        """Something that came before comes again: the same, sent anew, or its id misused."""
        one = chance.choice(self.sent)
        return self.arrived(chance.choice((one, one, sent_again(one), misused(one))))

    def _decided(self, submission: Any) -> None:
        views = {unit: self.views.get(unit) for unit in self.area.units_of(submission)}
        decision = self.area.decide(views, submission, self.began)
        for event in decision.events if isinstance(decision, Accepted) else ():
            for unit in self.area.units_changed_by(event):
                self.views[unit] = self.area.evolve(unit, self.views.get(unit), event)
