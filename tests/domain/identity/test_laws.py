"""R23: the laws of identity, for any tellings in any order, against a model that recomputes everything from the tellings that stand."""

from hypothesis import given as holds
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.domain.identity.builders import (
    Story,
    assigned,
    died,
    given,
    key,
    linked_with,
    lives,
    merged,
    protected,
    replaced,
    taken_back,
    unlinked,
    unmerged,
)

from carebus.domain.decision import Accepted
from carebus.domain.identity.evolve import evolve
from carebus.domain.identity.person import linked
from carebus.domain.identity.units import person_of, units_changed_by

NAMES = "abcdefgh"
NAME = st.sampled_from(NAMES)
TELL = {"merged": merged, "replaced": replaced, "assigned": assigned, "linked": linked_with}
UNDO = {"merged": unmerged, "replaced": taken_back, "assigned": taken_back, "linked": unlinked}


class Model:
    """The edges that stand, as plain triples; who is one person is found by joining sets until nothing changes."""

    def __init__(self):
        self.edges, self.dead, self.levels = set(), {}, {}

    def edge(self, tie, one, other):
        return (tie, *sorted((one, other))) if tie == "linked" else (tie, one, other)

    def person(self, name):
        return next((group for group in self.persons() if name in group), frozenset(name))

    def persons(self):
        """Every edge joins the groups of its two ends; what it joins is looked for among all, again at each edge."""
        groups = set()
        for _, one, other in self.edges:
            joined = {group for group in groups if one in group or other in group}
            groups = (groups - joined) | {frozenset({one, other}).union(*joined)}
        return groups

    def directed(self, edges):
        return {(one, other) for tie, one, other in edges if tie != "linked"}

    def has_ring(self, edges):
        """Warshall's closure: somebody gives way to herself."""
        reach = self.directed(edges)
        for middle in NAMES:
            reach |= {(a, d) for a, b in reach for c, d in reach if b == c == middle}
        return any(one == other for one, other in reach)

    def may(self, edge):
        tie, one, other = edge
        if one == other:
            return False
        if tie == "linked":
            return True
        again = any(e[:2] == (tie, one) for e in self.edges)
        return not again and not self.has_ring(self.edges | {edge})

    def heads(self, name):
        return self.person(name) - {one for one, _ in self.directed(self.edges)}


class Town(RuleBasedStateMachine):
    """Sources that tell whatever they like of eight keys, right or wrong."""

    @initialize()
    def begin(self):
        self.story, self.model = Story(), Model()

    @rule(tie=st.sampled_from(sorted(TELL)), one=NAME, other=NAME)
    def tell(self, tie, one, other):
        edge, before = self.model.edge(tie, one, other), dict(self.story.views)
        decision = self.story.when(TELL[tie](one, other))
        if edge in self.model.edges:
            assert decision == Accepted(())
        elif self.model.may(edge):
            assert len(decision.events) == 1
            self.model.edges.add(edge)
        else:
            assert decision.rule == "R23"
        assert edge in self.model.edges or self.story.views == before

    @rule(tie=st.sampled_from(sorted(UNDO)), one=NAME, other=NAME, of_what_stands=st.booleans(), data=st.data())
    def undo(self, tie, one, other, of_what_stands, data):
        if of_what_stands and self.model.edges:
            tie, one, other = data.draw(st.sampled_from(sorted(self.model.edges)))
        ties = {"replaced", "assigned"} if tie in {"replaced", "assigned"} else {tie}
        gone = {self.model.edge(each, one, other) for each in ties} & self.model.edges
        decision = self.story.when(UNDO[tie](one, other))
        assert isinstance(decision, Accepted) == bool(gone)
        self.model.edges -= gone

    @precondition(lambda self: hasattr(self, "story"))
    @rule(
        tie=st.sampled_from(sorted(TELL)), one=NAME, other=NAME, meanwhile=st.lists(st.tuples(NAME, NAME), max_size=3)
    )
    def told_and_undone_is_nothing(self, tie, one, other, meanwhile):
        """Whatever else is merged and undone in between, also with the same persons."""
        before = self.story.content()
        if any(edge[1:] == self.model.edge(tie, one, other)[1:] for edge in self.model.edges):
            return
        if not isinstance(self.story.when(TELL[tie](one, other)), Accepted):
            return
        made = [each for each in meanwhile if self.is_new_merge(*each)]
        assert isinstance(self.story.when(UNDO[tie](one, other)), Accepted)
        for each in made:
            assert isinstance(self.story.when(unmerged(*each)), Accepted)
        assert self.story.content() == before

    def is_new_merge(self, one, other):
        decision = self.story.when(merged(one, other))
        return isinstance(decision, Accepted) and bool(decision.events)

    @rule(name=NAME, at=st.sampled_from([None, "2026-03-01", "mars"]), alive=st.booleans())
    def death(self, name, at, alive):
        decision = self.story.when(lives(name) if alive else died(name, at))
        assert isinstance(decision, Accepted) == (not alive or name in self.model.dead)
        if alive:
            self.model.dead.pop(name, None)
        else:
            self.model.dead[name] = at

    @rule(name=NAME, level=st.sampled_from(["6", "7", "none"]))
    def protect(self, name, level):
        self.story.when(protected(name, level))
        self.model.levels[name] = level

    @invariant()
    def every_key_is_of_exactly_one_person_and_it_is_the_right_one(self):
        for name in NAMES:
            picture = self.story.of(name)
            expected = {key(each) for each in self.model.person(name)}
            assert len(picture.keys) == len(expected)
            assert set(picture.keys) == expected
            assert set(picture.heads) == {key(each) for each in self.model.heads(name)}
            assert picture.heads == picture.keys[: len(picture.heads)]
            assert all(key(name) in self.story.keys(each) for each in self.model.person(name))

    @invariant()
    def no_ring_ever(self):
        assert not self.model.has_ring(self.model.edges)
        for name in NAMES:
            picture = self.story.of(name)
            assert picture.heads
            assert linked(picture.links, picture.key).keys == picture.keys

    @invariant()
    def what_is_told_of_a_key_stays_with_it(self):
        for name in NAMES:
            picture = self.story.of(name)
            assert (picture.deceased is not None) == (name in self.model.dead)
            assert picture.deceased is None or picture.deceased.at == self.model.dead[name]
            assert (picture.protection and picture.protection.level) == self.model.levels.get(name)

    def teardown(self):
        """Replay equals live, over every unit, whether or not the fact says that it changes it."""
        if not hasattr(self, "story"):
            return
        views, units = {}, [person_of(key(name)) for name in NAMES]
        for fact in self.story.facts:
            for unit in units:
                after = evolve(unit, views.get(unit), fact)
                assert unit in units_changed_by(fact) or after is views.get(unit)
                if after is not None:
                    views[unit] = after
        assert views == self.story.views


TestTown = Town.TestCase
TestTown.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

ONE_TOWN, ANOTHER = "abcd", "wxyz"


def tellings(names):
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    return st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from([merged, unmerged, linked_with, unlinked, replaced, assigned, taken_back]), pairs
            ),
            st.tuples(st.sampled_from([died, protected]), st.tuples(st.sampled_from(names), st.just("6"))),
        ).map(lambda told: told[0](*told[1])),
        max_size=12,
    )


@holds(tellings(ONE_TOWN), tellings(ANOTHER), st.randoms(use_true_random=False))
def test_the_order_of_unrelated_tellings_does_not_matter(here, there, random):
    places = ["here"] * len(here) + ["there"] * len(there)
    random.shuffle(places)
    left = {"here": iter(here), "there": iter(there)}
    mixed, apart = Story(), Story()
    for place in places:
        mixed.when(next(left[place]))
    for told in (*there, *here):
        apart.when(told)

    assert mixed.views == apart.views


@holds(st.permutations([("a", "b"), ("b", "c"), ("d", "c"), ("e", "d"), ("f", "e")]))
def test_merges_that_contradict_none_make_one_person_in_any_order(order):
    told = {pair: merged(*pair) for pair in sorted(order)}

    assert given(*(told[pair] for pair in order)).content() == given(*told.values()).content()
