"""R26: that no allergy is known is said by a person, and never follows from an empty list."""

import pytest
from tests.domain.critical_info.builders import (
    HOLM,
    LATEX,
    VIK,
    Story,
    accepted,
    at,
    content,
    details,
    is_duplicate,
    refused,
)

from carebus.domain.critical_info.entry import Kind, Person, Scope, Verification
from carebus.domain.critical_info.limits import NONE_KNOWN
from carebus.domain.critical_info.status import standing
from carebus.domain.critical_info.view import NOTHING
from carebus.domain.problems import Code


def scopes(story: Story) -> list[Scope]:
    return [each.scope for each in standing(story.picture.none_known)]


def test_a_statement_has_a_date_a_person_and_a_scope():
    story = Story()

    story.and_then(story.none_known(Scope.DRUG, at(-5)))

    (statement,) = story.picture.none_known
    assert (statement.scope, statement.at, statement.by, statement.ended) == (Scope.DRUG, at(-5), HOLM, None)


def test_nothing_follows_from_an_empty_list_nor_from_refuting_the_last_allergy():
    story = Story()
    assert story.picture is NOTHING
    assert scopes(story) == []

    story.and_then(story.none_known()).and_then(story.registered()).and_then(story.refuted())

    assert scopes(story) == []


@pytest.mark.parametrize(
    ("kind", "scope", "stands"),
    [
        (Kind.DRUG_REACTION, Scope.ANY, False),
        (Kind.DRUG_REACTION, Scope.DRUG, False),
        (Kind.OTHER_ALLERGEN, Scope.ANY, False),
        (Kind.OTHER_ALLERGEN, Scope.DRUG, True),
        (Kind.INFECTION, Scope.ANY, True),
    ],
)
def test_it_is_refused_beside_an_allergy_of_its_scope_and_ended_by_a_new_one(kind, scope, stands):
    after, before = Story(), Story()
    after.and_then(after.registered("x", LATEX, kind))
    before.and_then(before.none_known(scope)).later(at(1)).and_then(before.registered("x", LATEX, kind))

    decision = after.when(after.none_known(scope))

    (statement,) = before.picture.none_known
    assert accepted(decision) is stands
    assert (statement.ended, statement.ended_by) == ((None, None) if stands else (at(1), "x"))
    if not stands:
        assert refused(decision, "R26") == {"none-known": {Code.NONE_KNOWN_WITH_ALLERGY}}
        assert "x" in details(decision)


def test_an_observed_allergy_ends_it_though_unconfirmed():
    story = Story()

    story.and_then(story.none_known()).and_then(story.observed())

    assert scopes(story) == []


def test_what_has_ended_is_not_ended_again():
    story = Story()
    story.and_then(story.none_known()).later(at(1)).and_then(story.registered("first"))

    story.later(at(2)).and_then(story.registered("second", LATEX))

    (statement,) = story.picture.none_known
    assert (statement.ended, statement.ended_by) == (at(1), "first")


@pytest.mark.parametrize("act", ["refuted", "retracted"])
def test_it_may_be_said_when_the_allergy_is_refuted_or_retracted(act):
    story = Story()
    story.and_then(story.registered()).and_then(getattr(story, act)())

    story.and_then(story.none_known())

    assert scopes(story) == [Scope.ANY]


def test_an_allergy_whose_period_is_over_is_not_forgotten():
    story = Story()
    story.and_then(story.registered(told=content(valid_until="2026-03-01"))).and_then(story.expired())

    assert refused(story.when(story.none_known()), "R26") == {"none-known": {Code.NONE_KNOWN_WITH_ALLERGY}}


def test_an_allergy_that_arrives_refuted_contradicts_nobody():
    story = Story()

    story.and_then(story.none_known()).and_then(story.registered(verification=Verification.REFUTED))

    assert scopes(story) == [Scope.ANY]


@pytest.mark.parametrize("by", [Person(), Person(" ", "LE", "", "Fjordgata")])
def test_nobody_says_it(by):
    story = Story()

    assert refused(story.when(story.none_known(by=by)), "R26") == {"none-known": {Code.MISSING_ELEMENT}}


def test_it_is_not_said_in_the_future_nor_with_control_characters():
    story = Story()

    assert refused(story.when(story.none_known(when=at(1))), "R26") == {"none-known": {Code.INVALID_TIME}}
    assert refused(story.when(story.none_known(by=Person("\x1b"))), "R10") == {"none-known": {Code.CONTROL_CHARACTERS}}
    assert accepted(story.when(story.none_known(when=at(0.05))))


def test_said_again_it_is_a_duplicate_and_said_anew_the_later_one_stands():
    story = Story()
    story.and_then(story.none_known(when=at(-2)))

    assert is_duplicate(story.when(story.none_known(when=at(-2))))
    story.and_then(story.none_known(when=at(-1), by=VIK)).and_then(story.none_known(when=at(-3)))

    assert [(each.at, each.ended) for each in story.picture.none_known] == [
        (at(-2), at(-1)),
        (at(-1), None),
        (at(-3), at(-1)),
    ]


def test_of_many_statements_the_newest_are_remembered_and_what_stands_always_is():
    story = Story()
    story.and_then(story.none_known(Scope.DRUG, at(-100)))
    for hour in range(-NONE_KNOWN, 0):
        story.and_then(story.none_known(when=at(hour)))

    assert len(story.picture.none_known) == NONE_KNOWN
    assert scopes(story) == [Scope.DRUG, Scope.ANY]
