"""R15, R18: the laws of the results area, for any set of facts."""

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from tests.domain.results.builders import (
    acknowledged,
    assigned,
    at,
    code,
    doctor,
    heading,
    number,
    released,
    report,
    specimen,
    told,
    words,
)

from carebus.domain.coding import Coding
from carebus.domain.decision import Accepted
from carebus.domain.record import replace
from carebus.domain.results.decide import decide
from carebus.domain.results.evolve import evolve
from carebus.domain.results.reading import history
from carebus.domain.results.report import ResultItem
from carebus.domain.results.status import WITHDRAWN
from carebus.domain.results.values import shown_value
from carebus.domain.results.view import Flag

NAMES = st.sampled_from([None, "A", "B", "Funn_1_1"])
VALUES = st.sampled_from(
    [None, number("1"), number("2"), words("S. aureus", codes=("STAAUR",)), words("Gruppe", under="GR")]
)
ITEMS = st.builds(
    ResultItem,
    id=NAMES,
    refers_to=NAMES,
    nested_in=st.sampled_from([None, None, None, 0, 1, 2, 9]),
    codes=st.sampled_from([(), (code("A"),), (code("B"),), (Coding(None, None, "Funn"),), (heading("A"), code("B"))]),
    service_type=st.sampled_from([None, None, "N", "M", "C", "H"]),
    status=st.sampled_from([None, "2", "3", "14", "15", "?"]),
    value=VALUES,
)
DOCTORS = st.sampled_from([None, doctor("Dr Holm"), doctor("Dr Dal")])


@st.composite
def tellings(draw):
    kind = draw(st.sampled_from("NNMMCAH"))
    request, collected = (
        draw(st.sampled_from([None, "NULL", "R1", "R2"])),
        draw(st.sampled_from([None, 60, 30, "20240513"])),
    )
    made = report(
        draw(st.integers(0, 3)),
        kind,
        draw(st.sampled_from("SPFA")),
        *draw(st.lists(ITEMS, max_size=4)),
        message_id=draw(st.sampled_from(["m1", "m2"])),
        request=request,
        specimens=(specimen(collected),),
        requester=draw(DOCTORS),
    )
    original = f"{made.clinical_digest[:6]} {made.requester and made.requester.path[0].name} {made.generated.minute} {made.message_id}"
    return told(made, original=original, received=at(draw(st.integers(0, 3))))


ACTS = st.one_of(
    st.builds(acknowledged, st.integers(0, 3), st.integers(0, 5)),
    st.builds(assigned, st.sampled_from([doctor("Dr Holm"), doctor("Dr Dal")]), st.integers(0, 5)),
    st.builds(released, st.integers(0, 5)),
)
FACTS = st.lists(st.one_of(tellings(), tellings(), tellings(), ACTS), min_size=1, max_size=6)


def fold(facts):
    view = None
    for fact in facts:
        view = evolve(view, fact)
    return view


def still(view):
    return replace(view, revision=0)


@settings(max_examples=100, deadline=None)
@for_all(FACTS, st.data())
def test_order_and_repetition_do_not_matter(facts, data):
    again = data.draw(st.permutations(facts + data.draw(st.lists(st.sampled_from(facts), max_size=3))))
    assert still(fold(facts)) == still(fold(again))


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_twice_equals_once(facts):
    view = fold(facts)
    for fact in facts:
        assert evolve(view, fact) is view


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_replay_equals_live(facts):
    live, accepted = None, []
    for fact in facts:
        decision = decide(live, fact, at(9))
        if isinstance(decision, Accepted):
            for event in decision.events:
                live = evolve(live, event)
                accepted.append(event)
    assert fold(accepted) == live
    assert live is None or live.revision == len(accepted)


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_no_row_stands_without_its_root_and_none_without_what_it_belongs_to(facts):
    for occurrence in fold(facts).occurrences:
        for rows in (occurrence.current, occurrence.apart):
            assert all(
                row.under is None or (row.under < n and rows[row.under].version == row.version)
                for n, row in enumerate(rows)
            )
        assert not any(Flag.ROOT_MISSING in row.flags for row in occurrence.current)


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_every_version_is_in_one_set_of_samples_and_every_row_of_the_newest_is_somewhere(facts):
    view = fold(facts)
    assert sorted(index for occurrence in view.occurrences for index in occurrence.versions) == list(
        range(len(view.versions))
    )
    for occurrence in view.occurrences:
        newest = occurrence.versions[-1]
        laid = {(row.version, row.item) for row in (*occurrence.current, *occurrence.apart)}
        together = {
            i
            for i in occurrence.versions
            if view.versions[i].report.generated == view.versions[newest].report.generated
        }
        if len(together) == 1:
            assert {(newest, item) for item in range(len(view.versions[newest].report.items))} <= laid


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_every_code_that_was_ever_told_is_somewhere_in_the_picture(facts):
    view = fold(facts)
    for occurrence in view.occurrences:
        items = [view.versions[row.version].report.items[row.item] for row in (*occurrence.current, *occurrence.apart)]
        told_codes = {item.codes for index in occurrence.versions for item in view.versions[index].report.items}
        assert told_codes == {item.codes for item in items}


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_a_cancelled_row_never_shows_a_value_and_a_cancelled_report_shows_none(facts):
    view = fold(facts)
    for occurrence in view.occurrences:
        rows = (*occurrence.current, *occurrence.apart)
        assert all(shown_value(view, row) is None for row in rows if row.status in WITHDRAWN)
        if occurrence.pair.endswith("|C"):
            assert all(row.status in WITHDRAWN or row.status is None for row in rows)


@settings(max_examples=100, deadline=None)
@for_all(FACTS)
def test_the_history_ends_with_what_stands(facts):
    view = fold(facts)
    for occurrence in view.occurrences:
        assert history(view, occurrence)[-1] == occurrence
