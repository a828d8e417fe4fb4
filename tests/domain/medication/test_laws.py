"""R2, R3, R7, R29: the laws of the medication list, for any writers in any order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from tests.domain.medication.builders import Story, accepted, at, days, provenance, treatment

from carebus.domain.decision import Accepted
from carebus.domain.medication.decide import decide
from carebus.domain.medication.difference import ROW, difference
from carebus.domain.medication.events import LockedItemReported, ProposalAccepted, ProposalDeclined
from carebus.domain.medication.evolve import evolve
from carebus.domain.medication.meaning import differing
from carebus.domain.medication.treatment import Dosage, Pause
from carebus.domain.medication.units import LIST, ceased, units_changed_by
from carebus.domain.medication.view import Gone
from carebus.domain.medication.writes import ListReconciled, RowAct, TreatmentEnded, Write
from carebus.domain.problems import Code
from carebus.domain.record import replace

NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
DOSES = st.sampled_from(["1", "2", "3"])
DATES = st.sampled_from([None, "2026-03-01", "2026-03-04", "2026-04-01"])
ROLES = st.sampled_from([*["physician"] * 8, "dentist", None])
FRESH = st.sampled_from([True, True, False])
ACTS = st.sampled_from(["added", "changed", "paused", "resumed", "stopped", "reversed", "retracted"])


@st.composite
def rows(draw, name=NAMES):
    told = draw(name)
    pause = draw(st.sampled_from([None, None, Pause("2026-03-01"), Pause("2026-03-02", "2026-03-03")]))
    prescriptions = draw(st.sampled_from([(), (), ("rx1",), ("rx2",)]))
    end = draw(st.sampled_from([None, None, None, "2026-03-03"]))
    return treatment(told, dosage=Dosage(draw(DOSES)), pause=pause, prescriptions=prescriptions, planned_end=end)


def read(story):
    """What a writer has on their screen: the version and the rows."""
    return story.version, tuple(row.treatment for row in story.listed.rows), story.now


class Town(RuleBasedStateMachine):
    """Several writers of one list, each with what they read at some time."""

    readings = Bundle("readings")

    @initialize(target=readings)
    def begin(self):
        self.story, self.won, self.known, self.highest, self.clock = Story(), {}, set(), 0, 0
        return read(self.story)

    @rule(target=readings)
    def look(self):
        return read(self.story)

    @rule(hours=st.sampled_from([0, 1, 5, 24 * 40, 24 * 95]))
    def time_passes(self, hours):
        self.clock += hours
        self.story.later(at(self.clock))

    def submit(self, submission):
        before = dict(self.story.views)
        version, rows_before = self.story.version, self.story.listed.rows
        decision = self.story.when(submission)
        if not isinstance(decision, Accepted):
            assert self.story.views == before
            return decision
        moved = self.story.version - version
        assert moved in {0, 1}
        assert moved or set(self.story.listed.rows) <= set(rows_before), "only the clock ends rows without a version"
        assert moved or not decision.events or not isinstance(submission, RowAct), (
            "an act that changes nothing is a duplicate"
        )
        if moved and isinstance(submission, Write):
            assert submission.base == version
            assert self.won.setdefault(submission.base, submission) is submission
        self.known |= {row.treatment.id for row in self.story.listed.rows}
        return decision

    @rule(reading=readings, fresh=FRESH, act=ACTS, row=rows(), role=ROLES, effective=DATES, data=st.data())
    def act(self, reading, fresh, act, row, role, effective, data):
        """A writer acts on what they read long ago, or just now and on a row that there is or was."""
        base, _, read_at = read(self.story) if fresh else reading
        if fresh and act != "added" and self.known:
            row = replace(row, id=data.draw(st.sampled_from(sorted(self.known))))
        more = {"effective": effective} if act == "stopped" else {}
        more |= {"cannot_carry": ("pause", "prescriptions", "planned_end")} if act == "changed" else {}
        self.submit(getattr(self.story, act)(row, base=base, read_at=read_at, role=role, **more))

    @rule(
        reading=readings,
        fresh=FRESH,
        change=st.lists(rows(), max_size=2, unique_by=lambda row: row.id),
        out=st.sets(NAMES, max_size=2),
        how=st.sampled_from(["stopped", "retracted", "omitted"]),
        reconciles=st.booleans(),
    )
    def whole_list(self, reading, fresh, change, out, how, reconciles):
        base, on_screen, read_at = read(self.story) if fresh else reading
        told = {row.id: row for row in on_screen} | {row.id: row for row in change}
        leaving = [told.pop(name) for name in sorted(out) if name in told]
        lists = {} if how == "omitted" else {how: leaving}
        whole = self.story.whole(
            *told.values(), base=base, read_at=read_at, create=True, reconciles=reconciles, **lists
        )
        decision = self.submit(whole)
        if isinstance(decision, Accepted):
            here = {row.treatment.id: row.treatment for row in self.story.listed.rows}
            assert here.keys() == told.keys()
            assert all(differing(row, here[row.id]) == () for row in told.values())
        elif decision.problems[0].code is Code.STALE:
            self.decide_again(on_screen, tuple(told.values()))

    def decide_again(self, base, yours):
        """A person goes through the difference and puts what they wanted on the newest list."""
        now = tuple(row.treatment for row in self.story.listed.rows)
        wanted, ending = {row.id: row for row in now}, []
        for each in difference(base, yours, now):
            if not each.is_yours:
                continue
            if each.field != ROW:
                wanted[each.row] = with_field(wanted[each.row], each.field, each.yours)
            elif each.yours is None and each.row in wanted:
                ending.append(wanted.pop(each.row))
            elif each.yours and not self.story.left(each.row) and each.now is None:
                wanted[each.row] = each.yours
        taken = set()
        for row in list(wanted.values()):
            wanted[row.id] = replace(row, prescriptions=tuple(p for p in row.prescriptions if p not in taken))
            taken |= set(row.prescriptions)
        removed = tuple(self.removals(wanted))
        whole = self.story.whole(*wanted.values(), stopped=ending, removed=removed, cannot_carry=("ending",))
        assert accepted(decide(self.story.views, whole, self.story.now))

    def removals(self, wanted):
        from carebus.domain.medication.carried import omitted
        from carebus.domain.medication.view import RowFields

        for row in self.story.listed.rows:
            if row.treatment.id in wanted:
                fields = omitted(row.treatment, wanted[row.treatment.id], (), ())
                if fields:
                    yield RowFields(row.treatment.id, tuple(fields))

    @rule(reading=readings)
    def reconcile(self, reading):
        self.submit(ListReconciled(provenance(self.story.now), reading[0], reading[2]))

    @rule(row=rows(), prescription=st.sampled_from(["rx1", "rx2", "rx3"]), recall=st.booleans())
    def prescribe(self, row, prescription, recall):
        kept = self.story.listed.rows
        self.submit(self.story.recalled(prescription) if recall else self.story.prescribed(prescription, row))
        assert self.story.listed.rows is kept

    @rule(number=st.integers(0, 5), row=rows(), kind=st.integers(0, 7))
    def beside(self, number, row, kind):
        """What is proposed, dispensed, looked up, answered, admitted and locked never changes a row, nor the version."""
        story = self.story
        told = (
            lambda: story.proposed(f"p{number}", "pharmacist", content=row, multidose=True, made=days(number)),
            lambda: story.reported(f"p{number}", content=row),
            lambda: ProposalAccepted(provenance(story.now), f"p{number}"),
            lambda: ProposalDeclined(provenance(story.now), f"p{number}"),
            lambda: story.dispensed(f"d{number}", "rx1"),
            lambda: story.admitted(f"stay {number}"),
            lambda: story.discharged(f"stay {number}", cancelled=row.id == "a"),
            lambda: LockedItemReported(provenance(story.now), "RF", locked=number > 2),
        )[kind]()
        version, kept = story.version, story.listed.rows
        self.submit(told)
        assert (story.version, story.listed.rows) == (version, kept)

    @rule(told=st.lists(rows(), max_size=3, unique_by=lambda row: row.id))
    def look_up(self, told):
        version, kept = self.story.version, self.story.listed.rows
        self.submit(self.story.looked_up(*told))
        assert version == 0 or (self.story.version, self.story.listed.rows) == (version, kept)

    @rule(reading=consumes(readings))
    def close_the_screen(self, reading):
        pass

    @invariant()
    def a_version_never_goes_back(self):
        assert self.story.version >= self.highest
        assert self.story.listed.revision >= self.story.version
        self.highest = self.story.version

    @invariant()
    def no_row_is_lost_or_doubled(self):
        here = [row.treatment.id for row in self.story.listed.rows]
        assert len(here) == len(set(here))
        for name in self.known:
            left = self.story.left(name)
            is_gone = left is not None and left.gone is not Gone.BACK
            assert (name in here) is not is_gone
        assert all(
            left.row
            for unit, left in self.story.views.items()
            if unit != LIST and left.gone in {Gone.STOPPED, Gone.COMPLETED}
        )

    @invariant()
    def one_prescription_is_in_one_active_row(self):
        used = [rx for row in self.story.listed.rows for rx in row.treatment.prescriptions]
        assert len(used) == len(set(used))

    @invariant()
    def every_version_is_told_by_one_step(self):
        versions = [step.version for step in self.story.listed.steps]
        assert versions == list(range(self.story.version - len(versions) + 1, self.story.version + 1))
        assert len(versions) == min(self.story.version, 50)

    def teardown(self):
        """Replay equals live, over every unit, whether or not the fact says that it changes it."""
        if not hasattr(self, "story"):
            return
        views, units = {}, {LIST, *(ceased(name) for name in "abcde")}
        for fact in self.story.facts:
            for unit in units:
                after = evolve(unit, views.get(unit), fact)
                assert unit in units_changed_by(fact) or after is views.get(unit)
                if after is not None:
                    views[unit] = after
        assert views == self.story.views
        assert all(
            fact.provenance.event_id.count("/ended/") == isinstance(fact, TreatmentEnded) for fact in self.story.facts
        )


def with_field(row, field, content):
    group, _, name = field.rpartition(".")
    if group:
        return replace(row, **{group: replace(getattr(row, group), **{name: content})})
    return replace(row, **{name: content})


TestTown = Town.TestCase
TestTown.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
