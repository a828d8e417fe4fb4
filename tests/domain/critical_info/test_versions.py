"""R10, R11: a change needs the newest version of its entry, and what it is about is frozen."""

import pytest
from tests.domain.critical_info.builders import (
    ATC,
    HOLM,
    LATEX,
    PENICILLIN,
    VIK,
    Story,
    accepted,
    at,
    coded,
    content,
    details,
    is_duplicate,
    refused,
)

from carebus.domain.critical_info.entry import Kind, Severity, Verification
from carebus.domain.critical_info.evolve import evolve
from carebus.domain.critical_info.limits import STEPS
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.problems import Code
from carebus.domain.record import replace


def given() -> Story:
    story = Story()
    return story.and_then(story.registered(by=HOLM))


def test_an_update_is_a_version_more_and_keeps_who_recorded_it():
    story = given().later(at(2))

    story.and_then(story.updated(severity=Severity.HIGH, by=VIK, role="nurse", source="lynghei"))

    entry = story.entry("pen")
    assert (entry.version, entry.content.severity, entry.updater, entry.updated) == (2, Severity.HIGH, VIK, at(2))
    assert (entry.recorder.by, entry.recorder.source, entry.act.source) == (HOLM, "fjordgata", "lynghei")


def test_r10_an_update_on_an_old_version_is_refused_with_what_moved_and_what_differs():
    story = given()
    story.and_then(story.updated(severity=Severity.HIGH)).and_then(story.updated(verification=Verification.PRESUMED))

    decision = story.when(story.updated(base=1, note="swelling of the face"))

    assert refused(decision, "R10") == {"pen": {Code.STALE}}
    assert details(decision) == (
        "based on version 1, now version 3; moved: severity, verification; yours differs in: note"
    )


def test_r10_what_the_writer_had_read_is_not_told_as_moved():
    story = given()
    story.and_then(story.updated(severity=Severity.HIGH)).and_then(story.updated(note="rash"))

    assert "moved: note;" in details(story.when(story.updated(base=2, text="Penicillin")))


def test_an_act_never_happens_after_it_was_received():
    story = given()

    story.and_then(story.updated(note="rash", envelope={"occurred": at(-3)}))
    assert story.entry("pen").updated == at(-3)

    story.and_then(story.updated(note="swelling", envelope={"occurred": at(9)}))
    assert story.entry("pen").updated == story.now


def test_a_fact_that_is_told_twice_or_about_nothing_changes_nothing():
    story = given()

    assert evolve(ENTRIES, story.picture, story.facts[0]) is story.picture
    assert evolve(ENTRIES, story.picture, story.refuted("nobody's")) is story.picture
    assert evolve(ENTRIES, None, story.refuted("nobody's")) is None


def test_r10_what_moved_longer_ago_than_is_remembered_is_not_guessed():
    story = given()
    for number in range(STEPS + 1):
        story.and_then(story.updated(note=str(number)))

    assert "not remembered" in details(story.when(story.updated(base=1)))
    assert "moved: note" in details(story.when(story.updated(base=2)))
    assert len(story.entry("pen").steps) == STEPS


@pytest.mark.parametrize("act", ["updated", "refuted", "retracted", "expired"])
def test_r10_a_base_from_the_future_and_an_unknown_id_are_refused(act):
    story = given()

    future, unknown = getattr(story, act)(base=2), getattr(story, act)("nobody's")

    assert Code.BASE_FROM_THE_FUTURE in refused(story.when(future), "R10")["pen"]
    assert refused(story.when(unknown), "R10") == {"nobody's": {Code.UNKNOWN_ENTRY}}


@pytest.mark.parametrize("act", ["refuted", "retracted"])
def test_r10_refuting_and_retracting_need_the_newest_version_too(act):
    story = given()
    story.and_then(story.updated(note="rash"))

    assert refused(story.when(getattr(story, act)(base=1)), "R10") == {"pen": {Code.STALE}}


def test_r10_the_kind_is_frozen():
    story = given()

    assert refused(story.when(story.updated(kind=Kind.OTHER_ALLERGEN)), "R10") == {"pen": {Code.FROZEN_FIELD}}


@pytest.mark.parametrize("codes", [(), (coded("N02BE01"),), (coded("J01CE02"), coded("N02BE01"))])
def test_r10_the_code_is_frozen(codes):
    story = given()

    assert refused(story.when(story.updated(codes=codes)), "R10") == {"pen": {Code.FROZEN_FIELD}}


def test_r10_beside_a_code_the_words_may_change_and_a_prefix_is_no_change():
    story = given()

    assert accepted(story.when(story.updated(text="Phenoxymethylpenicillin")))
    assert is_duplicate(story.when(story.updated(codes=(coded("J01CE02", "Fenoksy", f"urn:oid:{ATC}"),))))


def test_r10_without_a_code_the_words_are_frozen():
    story = Story()
    story.and_then(story.registered("latex", LATEX, Kind.OTHER_ALLERGEN))

    assert refused(story.when(story.updated("latex", text="Nickel")), "R10") == {"latex": {Code.FROZEN_FIELD}}
    assert accepted(story.when(story.updated("latex", note="gloves")))


@pytest.mark.parametrize(
    ("verification", "rule"), [(Verification.ENTERED_IN_ERROR, "R10"), (Verification.REFUTED, "R12")]
)
def test_r10_r12_an_update_neither_retracts_nor_refutes(verification, rule):
    story = given()

    assert refused(story.when(story.updated(verification=verification)), rule) == {"pen": {Code.NOT_BY_UPDATE}}


def test_an_update_that_says_nothing_new_is_a_duplicate():
    story = given()

    assert is_duplicate(story.when(story.updated()))
    assert story.entry("pen").version == 1


def test_an_update_is_held_to_what_a_registration_is():
    story = given()

    assert refused(story.when(story.updated(note="\x1b[2J")), "R10") == {"pen": {Code.CONTROL_CHARACTERS}}
    assert refused(story.when(story.refuted(reason="\x00")), "R10") == {"pen": {Code.CONTROL_CHARACTERS}}
    assert refused(story.when(story.updated(valid_until="soon")), "R11") == {"pen": {Code.INVALID_TIME}}


def test_r10_what_is_refuted_is_neither_changed_nor_refuted_again_but_may_be_retracted():
    story = given()
    story.and_then(story.refuted(reason="tolerated it twice"))

    assert refused(story.when(story.updated(verification=Verification.CONFIRMED)), "R10").keys() == {"pen"}
    assert refused(story.when(story.refuted()), "R10").keys() == {"pen"}
    assert accepted(story.when(story.retracted()))


@pytest.mark.parametrize("act", ["updated", "refuted", "retracted", "expired"])
def test_r10_nothing_is_done_to_what_is_retracted(act):
    story = given()
    story.and_then(story.retracted())

    assert refused(story.when(getattr(story, act)()), "R10") == {"pen": {Code.RETRACTED_ENTRY}}


def test_r12_a_refutation_is_an_event_of_its_own_and_its_content_stays():
    story = given()
    refutation = story.refuted(reason="tolerated it twice", by=VIK)

    assert story.when(refutation).events == (refutation,)
    entry = story.entry("pen")
    assert (entry.version, entry.verification, entry.reason) == (2, Verification.REFUTED, "tolerated it twice")
    assert (entry.content, entry.recorder.by, entry.updater) == (PENICILLIN, HOLM, VIK)


def test_two_entries_have_versions_of_their_own():
    story = given()
    story.and_then(story.registered("latex", LATEX, Kind.OTHER_ALLERGEN)).and_then(story.updated(note="rash"))

    assert accepted(story.when(story.updated("latex", base=1, note="gloves")))
    assert (story.version("pen"), story.version("latex")) == (2, 2)


def test_a_content_that_is_told_alike_but_written_otherwise_is_no_change():
    story = Story()
    story.and_then(story.registered(told=content(note="a\nb")))

    assert is_duplicate(story.when(story.updated(told=replace(content(), note="a\r\nb "))))
