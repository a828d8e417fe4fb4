"""Understands who is who as a story whose records a reader hears: what is told of two numbers of one person, and what is decided."""

from typing import Any

from tests.domain.identity.builders import Story, provenance
from tests.reader.given import NORA, ODD, SECRET, Reader, key

from carebus.domain.decision import Decision
from carebus.domain.identity import events
from carebus.domain.identity.area import IDENTITY, LINE
from carebus.domain.identity.units import units_changed_by
from carebus.domain.identity.view import Shared
from carebus.domain.provenance import PatientKey
from carebus.domain.work import Touched
from carebus.reader.asking import pseudonym


class Register:
    """The one line of identity in the copy of a reader without a broker; `NORA` is the number of today, `ODD` the old one."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.story = reader, Story()

    def tell(self, submission: Any) -> Decision[Any]:
        """Submitted and decided as a projector decides it: the pictures that its facts change."""
        known = len(self.story.facts)
        decision = self.story.when(submission)
        for fact in self.story.facts[known:]:
            for unit in units_changed_by(fact):
                self.picture(unit, self.story.views[unit])
        return decision

    def picture(self, unit: str, view: Any) -> None:
        """A picture comes to the copy; bytes are a record of nobody's making."""
        self.reader.arrive(IDENTITY.views, view, name=f"/{unit}", patient=LINE)

    def parked(self, note: Any) -> None:
        self.reader.arrive(IDENTITY.work, note, name="/parked", patient=LINE)

    def touched(self, number: str) -> None:
        """A record waits that touches this one."""
        self.reader.arrive(IDENTITY.work, Touched(0), name=f"/touched/{key(number)}", patient=LINE)

    def merge(self, losing: str = ODD, surviving: str = NORA) -> Decision[Any]:
        return self.tell(events.PatientsMerged(provenance(), key(losing), key(surviving)))

    def unmerge(self, losing: str = ODD, surviving: str = NORA) -> Decision[Any]:
        return self.tell(events.PatientsUnmerged(provenance(), key(losing), key(surviving)))

    def replace(self, old: str = ODD, new: str = NORA) -> Decision[Any]:
        return self.tell(events.IdentifierReplaced(provenance(source="folkeregisteret"), key(old), key(new)))

    def link(self, one: str = ODD, other: str = NORA) -> Decision[Any]:
        return self.tell(events.PatientsLinked(provenance(), key(one), key(other)))

    def dead(self, number: str = ODD, at: str | None = "2026-01-03") -> Decision[Any]:
        return self.tell(events.PatientDeceased(provenance(), key(number), at))

    def protect(self, level: str, number: str = ODD) -> Decision[Any]:
        return self.tell(events.AddressProtectionChanged(provenance(), key(number), level))

    def move(self, moved_from: str, moved_to: str, visit: str = "V-1") -> Decision[Any]:
        return self.tell(events.VisitMoved(provenance(), visit, key(moved_from), key(moved_to)))

    def dispute(self, number: str, other: str) -> Decision[Any]:
        name = PatientKey("d" * 64)
        return self.tell(events.IdentityDisputed(provenance("watch"), key(number), key(other), Shared.REPORT_ID, name))


def name(number: str) -> str:
    """The pseudonym of a record."""
    return pseudonym(key(number), SECRET.encode())
