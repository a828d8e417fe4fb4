"""R23, R2: the laws of the lists of a person's records, for any writers in any order, and any order in which what is asked is decided."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.domain.medication.builders import accepted, treatment
from tests.domain.medication.records import ANNA, HELP, THIRD, Records

from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.treatment import Dosage
from carebus.domain.medication.units import LIST, ceased, units_changed_by
from carebus.domain.medication.writes import ListClosed, ListSubmitted, ListTaken, RowTaken
from carebus.domain.record import replace

KEYS = st.sampled_from([ANNA, HELP, THIRD])
NAMES = st.sampled_from(["a", "b", "c", "d"])
DOSES = st.sampled_from(["1", "2", "3"])


class Lists(RuleBasedStateMachine):
    """Three records of one person, each with a list; somebody takes one in, somebody undoes it, and others go on writing."""

    @initialize()
    def begin(self):
        self.records = Records()
        self.read, self.closed = {}, {}
        for number, (key, story) in enumerate(self.records.stories.items()):
            story.and_then(story.whole(treatment("abc"[number]), create=True))
            self.look(key)

    @rule(key=KEYS)
    def look(self, key):
        """A physician reads a list, and will base on it what they do next."""
        self.read[key] = self.records.listed(key)

    @rule(key=KEYS, name=NAMES, dose=DOSES)
    def write(self, key, name, dose):
        story = self.records.stories[key]
        before, row = story.listed, treatment(name, dose)
        act = story.changed(row) if story.row(name) else story.added(row)
        decision = self.records.when(key, act)
        assert story.listed is before or not before.closed, "a closed list takes no decision"
        assert accepted(decision) or before.closed or story.left(name)

    @rule(key=KEYS, other=KEYS, name=NAMES, dose=DOSES, ends=st.booleans())
    def take_in(self, key, other, name, dose, ends):
        """All rows of both lists as they were read, one of them as another, or ceased."""
        mine, theirs = self.read[key], self.read[other]
        rows = {row.treatment.id: row.treatment for row in (*theirs.rows, *mine.rows)}
        if name in rows:
            rows[name] = replace(rows[name], dosage=Dosage(dose))
        stopped = [rows.pop(name)] if ends and name in rows else []
        taken = ListTaken(other, theirs.version, self.records.stories[other].now, taken_rows(theirs))
        told = self.records.taking_in(
            key, *rows.values(), stopped=stopped, takes_in=[taken], base=mine.version, cannot_carry=("ending",)
        )
        self.records.when(key, told)

    @rule(key=KEYS)
    def undo(self, key):
        before = self.records.listed(key)
        if accepted(self.records.when(key, self.records.reopened(key))) and not before.closed:
            after = self.records.listed(key)
            assert after.rows == before.stood.rows
            assert (after.reconciled, after.none_known) == (before.stood.reconciled, before.stood.none_known)

    @rule(data=st.data())
    def decide_what_was_asked(self, data):
        """In any order: what one list asks of two others is decided on two partitions."""
        if not self.records.asked:
            return
        number = data.draw(st.integers(0, len(self.records.asked) - 1))
        asked = self.records.asked.pop(number)
        before = self.records.listed(asked.key)
        decision = self.records.when(asked.key, asked.submission)
        after = self.records.listed(asked.key)
        if after is before:
            return
        assert accepted(decision)
        if isinstance(asked.submission, ListClosed):
            self.closed[asked.key] = before
            assert replace(after, closed=None, revision=before.revision) == before
        else:
            stood = self.closed[asked.key]
            assert replace(after, revision=stood.revision) == stood, "given back as it stood when it was closed"

    @invariant()
    def no_lists_close_each_other(self):
        """From every list one comes to a list that is open."""
        for key in self.records.stories:
            way = [key]
            while closed := self.records.listed(way[-1]).closed:
                assert closed.into not in way
                way.append(closed.into)

    @invariant()
    def a_list_is_closed_only_into_one_that_took_it_in_as_it_stood(self):
        for key, story in self.records.stories.items():
            closed = story.listed.closed
            if closed:
                took = [
                    taken
                    for fact in self.records.stories[closed.into].facts
                    if isinstance(fact, ListSubmitted)
                    for taken in fact.takes_in
                ]
                assert (key, closed.done.version) in {(taken.key, taken.base) for taken in took}

    def teardown(self):
        """Replay equals live, list by list, over every unit."""
        if not hasattr(self, "records"):
            return
        for story in self.records.stories.values():
            views, units = {}, {LIST, *map(ceased, "abcd")}
            for fact in story.facts:
                for unit in units:
                    after = evolve(unit, views.get(unit), fact)
                    assert unit in units_changed_by(fact) or after is views.get(unit)
                    if after is not None:
                        views[unit] = after
            assert views == story.views


def taken_rows(listed):
    return tuple(RowTaken(row.treatment.id) for row in listed.rows)


TestLists = Lists.TestCase
TestLists.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
