"""R10, R12: what was registered in error is masked in every version, and that it was is told."""

from tests.domain.critical_info.builders import HOLM, PENICILLIN, VIK, Story, at, content

from carebus.domain.critical_info.entry import Kind, Verification
from carebus.domain.critical_info.masked import Masked, masked
from carebus.domain.critical_info.status import is_active

HIDDEN = "anaphylaxis in 2019"


def given() -> Story:
    story = Story()
    story.and_then(story.registered(told=content(note=HIDDEN), by=HOLM))
    return story.and_then(story.updated(text=HIDDEN)).later(at(3))


def test_a_retraction_leaves_id_version_kind_when_and_by_whom_and_nothing_else():
    story = given()
    recorder = story.entry("pen").recorder

    story.and_then(story.retracted(reason=f"wrong patient: {HIDDEN}", by=VIK))

    entry = story.entry("pen")
    assert (entry.id, entry.version, entry.kind) == ("pen", 3, Kind.DRUG_REACTION)
    assert (entry.verification, entry.updated, entry.updater) == (Verification.ENTERED_IN_ERROR, at(3), VIK)
    assert entry.recorder == recorder
    assert (entry.content, entry.reason, entry.resembles, entry.expired, entry.steps) == (None, None, (), None, ())
    assert HIDDEN not in repr(story.picture)
    assert not is_active(entry, at(3))


def test_r12_the_retraction_is_an_event_of_its_own():
    story = given()
    retraction = story.retracted(reason="wrong patient")

    assert story.when(retraction).events == (retraction,)


def test_an_entry_that_resembles_the_retracted_one_no_longer_names_it():
    story = given()
    story.and_then(story.observed("b")).and_then(story.observed("c"))

    story.and_then(story.retracted())

    assert [story.entry(name).resembles for name in "bc"] == [(), ("b",)]


def test_a_retracted_entry_is_no_duplicate_candidate():
    story = given()
    story.and_then(story.retracted())

    assert story.when(story.observed("b")).alarms == ()


def test_in_a_masked_history_every_fact_of_a_retracted_entry_is_its_skeleton():
    story = given()
    story.and_then(story.registered("latex", content(None, "Latex"), Kind.OTHER_ALLERGEN))
    story.and_then(story.retracted(reason=HIDDEN, source="lynghei"))

    read = masked(story.facts)

    assert read == (
        Masked("CriticalInfoRegistered", "pen", 1, at(0), "fjordgata"),
        Masked("CriticalInfoUpdated", "pen", 2, at(0), "fjordgata"),
        story.facts[2],
        Masked("CriticalInfoRetracted", "pen", 3, at(3), "lynghei"),
    )
    assert HIDDEN not in repr(read)


def test_a_history_without_retractions_is_read_as_it_stands():
    story = given()
    story.and_then(story.refuted(reason="tolerated it"))

    assert masked(story.facts) == tuple(story.facts)
    assert PENICILLIN.codes[0] in story.facts[0].content.codes
