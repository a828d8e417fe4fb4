"""Builders of several records of one person: what a decision on one list asks of another is decided when the story says so."""

from tests.domain.medication.builders import Story, provenance, today

from carebus.domain.decision import Accepted
from carebus.domain.medication.treatment import Ending
from carebus.domain.medication.view import MedicationList
from carebus.domain.medication.writes import Cease, ListReopened, ListSubmitted, ListTaken, RowTaken
from carebus.domain.provenance import PatientKey

ANNA, HELP, THIRD = (PatientKey(letter * 64) for letter in "abc")


class Records:
    """The lists of some records, and what waits to be decided on each."""

    def __init__(self, **rows) -> None:
        self.stories = {ANNA: Story(*rows.get("anna", ())), HELP: Story(*rows.get("help", ())), THIRD: Story()}
        self.asked = []

    def listed(self, key) -> MedicationList:
        return self.stories[key].listed

    def when(self, key, submission):
        """The decision; what it asks waits."""
        decision = self.stories[key].when(submission)
        if isinstance(decision, Accepted):
            self.asked += decision.asks
        return decision

    def settle(self):
        """The decisions on everything that was asked."""
        decisions = []
        while self.asked:
            asked = self.asked.pop(0)
            decisions.append(self.when(asked.key, asked.submission))
        return decisions

    def reads(self, key, read_at=None, **goes_on_as) -> ListTaken:
        """A list as it is read now, all of whose rows go on: under their own ids, unless it is said as which."""
        story = self.stories[key]
        rows = tuple(RowTaken(row.treatment.id, goes_on_as.get(row.treatment.id)) for row in story.listed.rows)
        return ListTaken(key, story.version, read_at or story.now, rows)

    def taking_in(self, key, *rows, takes_in, stopped=(), **told) -> ListSubmitted:
        """A whole list for a record, which reconciles it with those that it takes in."""
        story = self.stories[key]
        base, role, source = told.pop("base", story.version), told.pop("role", "physician"), told.pop("source", "gp")
        ceased = tuple(Cease(each, Ending(today(story.now))) for each in stopped)
        made = provenance(story.now, role, source)
        told.setdefault("reconciles", True)
        return ListSubmitted(made, base, story.now, rows, ceased, takes_in=tuple(takes_in), key=key, **told)

    def reopened(self, key, role="physician", **told) -> ListReopened:
        story = self.stories[key]
        return ListReopened(provenance(story.now, role, "gp"), told.pop("base", story.version), story.now, **told)
