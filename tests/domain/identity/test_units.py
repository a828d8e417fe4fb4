"""R23: what a submission is decided by, what a fact changes, and that no number ever names a unit."""

import pytest
from tests.domain.identity.builders import Story, given, key, merged, moved, protected, provenance, unmerged

from carebus.domain.decision import Refused
from carebus.domain.identity.area import IDENTITY, LINE
from carebus.domain.identity.decide import decide
from carebus.domain.identity.events import IdentityDisputed, PatientsMerged
from carebus.domain.identity.evolve import evolve
from carebus.domain.identity.limits import TEXT
from carebus.domain.identity.units import NOBODY, person_of, units_changed_by, units_of
from carebus.domain.identity.view import Shared
from carebus.domain.problems import Code

NUMBER = "01010112345"


def persons(*names):
    return {person_of(key(name)) for name in names}


def test_a_merge_is_decided_by_the_two_keys_that_it_names_however_long_their_chains():
    story = given(merged("a", "b"), merged("b", "c"), merged("x", "y"))

    assert units_of(merged("c", "y")) == (person_of(key("c")), person_of(key("y")))
    story.given(merged("c", "y"))
    assert set(units_changed_by(story.facts[-1])) == persons("a", "b", "c", "x", "y")


def test_the_verdict_names_the_key_that_gives_way():
    assert units_of(merged("a", "b"))[0] == person_of(key("a"))


def test_an_unmerge_changes_the_pictures_of_both_sides_and_of_nobody_else():
    story = given(merged("a", "b"), merged("b", "c"), merged("x", "y"))
    others = story.of("x"), story.of("y")

    story.given(unmerged("b", "c"))

    assert set(units_changed_by(story.facts[-1])) == persons("a", "b", "c")
    assert (story.of("x"), story.of("y")) == others


def test_a_fact_about_others_gives_the_same_picture_object():
    story = given(merged("a", "b"), merged("x", "y"))

    assert evolve(person_of(key("a")), story.of("a"), story.facts[1]) is story.views[person_of(key("a"))]


@pytest.mark.parametrize(
    "told",
    [
        PatientsMerged(provenance(), NUMBER, key("b")),
        PatientsMerged(provenance(), key("a"), NUMBER),
        PatientsMerged(provenance(), key("a").upper(), key("b")),
        IdentityDisputed(provenance(), key("a"), key("b"), Shared.REPORT_ID, NUMBER),
    ],
)
def test_r23_what_is_no_key_is_refused_and_names_no_unit(told):
    decision = Story().when(told)

    assert units_of(told) == (NOBODY,)
    assert isinstance(decision, Refused)
    assert (decision.rule, decision.problems[0].code) == ("R23", Code.INVALID_KEY)
    assert NUMBER not in decision.problems[0].detail


def test_every_problem_of_a_submission_is_told_at_once():
    decision = decide({}, moved("v\x00" + "x" * TEXT, "a", "b"), None)

    assert {problem.code for problem in decision.problems} == {Code.TOO_LARGE, Code.CONTROL_CHARACTERS}
    assert units_of(moved("x" * (TEXT + 1), "a", "b")) == (NOBODY,)
    assert decide({}, protected("a", "\x07"), None).problems[0].where == "level"


def test_the_row_of_the_area_is_whole_and_its_line_has_the_form_of_a_patient_key():
    assert IDENTITY.name == "identity"
    assert len(bytes.fromhex(LINE)) == 32
    story = given(merged("a", "b"))
    assert IDENTITY.revision_of(story.of("a")) == 1
    assert IDENTITY.version_of(story.of("a")) is None
