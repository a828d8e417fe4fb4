"""R10-R12, R26: the laws of critical information, for any writers in any order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tests.domain.critical_info.builders import Story, at, coded

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Content, Kind, Person, Scope, Verification
from carebus.domain.critical_info.events import (
    CriticalInfoExpired,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
)
from carebus.domain.critical_info.masked import masked
from carebus.domain.critical_info.status import is_active, live_allergies, standing
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Accepted, Refused
from carebus.domain.record import replace

NAMES = st.sampled_from(["a", "b", "c", "d"])
CODES = st.sampled_from(["x", "y"])
KINDS = st.sampled_from([Kind.DRUG_REACTION, Kind.OTHER_ALLERGEN, Kind.INFECTION])
WITHDRAWN = {Verification.REFUTED, Verification.ENTERED_IN_ERROR}
SURE = st.sampled_from([*Verification])
ROLES = st.sampled_from([*["physician"] * 6, "nurse", None])
UNTIL = st.sampled_from([None, None, "2026-03-01", "2026-03-03", "2026-03-04T08:00Z", "2026-04"])


class Town(RuleBasedStateMachine):
    """Several writers of one patient's critical information, each with what they read at some time."""

    readings = Bundle("readings")

    @initialize(target=readings)
    def begin(self):
        self.story, self.clock, self.secrets, self.won, self.recorders = Story(), 0, 0, set(), {}
        return self.read()

    def read(self):
        return {entry.id: entry for entry in self.story.picture.entries}

    def secret(self, name):
        """A note that names its entry, so that it is known whose content is found somewhere."""
        self.secrets += 1
        return f"secret of {name} no {self.secrets}."

    @rule(target=readings)
    def look(self):
        return self.read()

    @rule(hours=st.sampled_from([0, 1, 24, 24 * 40]))
    def time_passes(self, hours):
        self.clock += hours
        self.story.later(at(self.clock))

    def submit(self, submission):
        before, known = self.story.picture, self.read()
        decision = self.story.when(submission)
        after = self.read()
        if not isinstance(decision, Accepted) or not decision.events:
            assert self.story.picture is before
            return decision
        assert decision.events == (submission,)
        assert self.story.picture.revision == before.revision + 1
        self.versions_moved(submission, known, after)
        return decision

    def versions_moved(self, submission, known, after):
        for name, entry in after.items():
            grown = entry.version - (known[name].version if name in known else 0)
            mine = not isinstance(submission, NoneKnownStated) and submission.id == name
            assert grown == int(mine and not isinstance(submission, CriticalInfoExpired))
        if hasattr(submission, "base") and not isinstance(submission, CriticalInfoExpired):
            assert (submission.id, submission.base) not in self.won, "two writers won on one base"
            self.won.add((submission.id, submission.base))

    @rule(name=NAMES, code=CODES, kind=KINDS, sure=SURE, until=UNTIL, role=ROLES, observed=st.booleans())
    def add(self, name, code, kind, sure, until, role, observed):
        told = Content((coded(code),), valid_until=until, note=self.secret(name))
        story = self.story
        self.submit(
            story.observed(name, told, kind, role=role)
            if observed
            else story.registered(name, told, kind, sure, role=role)
        )

    @rule(reading=readings, name=NAMES, fresh=st.booleans(), sure=SURE, until=UNTIL, role=ROLES)
    def update(self, reading, name, fresh, sure, until, role):
        seen = (self.read() if fresh else reading).get(name)
        if seen is None:
            return
        told = Content(seen.content.codes if seen.content else (), note=self.secret(name), valid_until=until)
        story = self.story
        decision = self.submit(
            story.updated(name, seen.version, kind=seen.kind, verification=sure, told=told, role=role)
        )
        if isinstance(decision, Refused) and "based on" in decision.problems[0].detail:
            self.decide_again(name, told, sure)

    def decide_again(self, name, told, sure):
        """Whoever reads again and wants the same is heard, where there is still something to change."""
        now = self.story.entry(name)
        if not now.content or now.verification is Verification.REFUTED:
            return
        wanted = replace(told, codes=now.content.codes)
        sure = sure if sure not in WITHDRAWN else now.verification
        assert self.submit(self.story.updated(name, verification=sure, told=wanted)).events

    @rule(
        reading=readings,
        name=NAMES,
        fresh=st.booleans(),
        act=st.sampled_from(["refuted", "retracted", "expired"]),
        role=ROLES,
    )
    def withdraw(self, reading, name, fresh, act, role):
        seen = (self.read() if fresh else reading).get(name)
        more = {} if act == "expired" else {"reason": self.secret(name)}
        self.submit(getattr(self.story, act)(name, seen.version if seen else 1, role=role, **more))

    @rule(scope=st.sampled_from([*Scope]), hours=st.integers(0, 48), by=st.sampled_from(["Holm", "Vik"]))
    def none_known(self, scope, hours, by):
        self.submit(self.story.none_known(scope, at(self.clock - hours), Person(by)))

    @invariant()
    def the_original_recorder_never_changes(self):
        for entry in self.story.picture.entries:
            assert self.recorders.setdefault(entry.id, entry.recorder) == entry.recorder

    @invariant()
    def no_entry_is_lost_or_doubled(self):
        ids = [entry.id for entry in self.story.picture.entries]
        assert len(ids) == len(set(ids))
        assert set(ids) == {fact.id for fact in self.story.facts if not isinstance(fact, NoneKnownStated)}
        assert self.recorders.keys() <= set(ids)

    @invariant()
    def none_known_never_stands_beside_a_live_allergy_of_its_scope_and_is_always_said(self):
        said = {(fact.scope, fact.at, fact.by) for fact in self.story.facts if isinstance(fact, NoneKnownStated)}
        for statement in standing(self.story.picture.none_known):
            assert not list(live_allergies(self.story.picture.entries, statement.scope))
            assert (statement.scope, statement.at, statement.by) in said
        assert len(standing(self.story.picture.none_known)) <= len(Scope)

    @invariant()
    def retracted_content_is_in_no_view_and_in_no_masked_history(self):
        retracted = {fact.id for fact in self.story.facts if isinstance(fact, CriticalInfoRetracted)}
        readable = repr(self.story.picture) + repr(masked(self.story.facts))
        for name in retracted:
            assert f"secret of {name} " not in readable
        for entry in self.story.picture.entries:
            assert (entry.content is None) == (entry.id in retracted)
            assert not retracted & {*entry.resembles}

    @invariant()
    def an_announced_end_is_one_that_the_clock_has_reached(self):
        for entry in self.story.picture.entries:
            assert entry.expired is None or not is_active(entry, entry.expired)

    @invariant()
    def the_newest_versions_are_told_by_a_step_each(self):
        for entry in self.story.picture.entries:
            if entry.content:
                versions = [step.version for step in entry.steps]
                assert versions == list(range(2, entry.version + 1))[-10:]

    def teardown(self):
        """Replay equals live, and nothing was refuted or retracted by an update."""
        if not hasattr(self, "story"):
            return
        view = None
        for fact in self.story.facts:
            view = CRITICAL_INFO.evolve(ENTRIES, view, fact)
        assert view == self.story.views.get(ENTRIES)
        updates = [fact for fact in self.story.facts if isinstance(fact, CriticalInfoUpdated)]
        assert not WITHDRAWN & {fact.verification for fact in updates}


TestTown = Town.TestCase
TestTown.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
