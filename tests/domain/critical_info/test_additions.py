"""R10, R26: how an entry begins, and what another system's allergy does."""

import pytest
from tests.domain.critical_info.builders import (
    ATC,
    DAY,
    HOLM,
    LATEX,
    PENICILLIN,
    Story,
    accepted,
    at,
    coded,
    content,
    details,
    is_duplicate,
    refused,
)

from carebus.domain.critical_info.decide import decide
from carebus.domain.critical_info.entry import Content, Kind, Verification
from carebus.domain.critical_info.limits import Limits
from carebus.domain.decision import Accepted
from carebus.domain.problems import Code
from carebus.domain.record import replace


def test_an_entry_begins_at_version_one_with_who_recorded_it():
    story = Story()

    story.and_then(story.registered(by=HOLM))

    entry = story.entry("pen")
    assert (entry.version, entry.verification, entry.content) == (1, Verification.CONFIRMED, PENICILLIN)
    assert (entry.recorder.by, entry.recorder.source, entry.recorder.at) == (HOLM, "fjordgata", DAY)
    assert story.picture.revision == 1


def test_the_fact_is_the_submission_itself():
    story = Story()
    told = story.registered()

    assert story.when(told) == Accepted((told,))


def test_r10_an_id_that_is_there_with_other_content_is_refused():
    story = Story().and_then(Story().registered())

    for other in (
        story.registered(told=content("N02BE01")),
        story.registered(kind=Kind.OTHER_ALLERGEN),
        story.registered(verification=Verification.PRESUMED),
        story.registered(told=replace(PENICILLIN, note="rash")),
    ):
        assert refused(story.when(other), "R10") == {"pen": {Code.ID_REUSED}}


def test_the_same_registration_told_again_is_a_duplicate():
    story = Story().and_then(Story().registered())

    assert is_duplicate(story.when(story.registered(told=replace(PENICILLIN, text=" Penicillin V "))))


def test_r10_the_id_of_something_retracted_is_never_used_again():
    story = Story()
    story.and_then(story.registered()).and_then(story.retracted())

    assert refused(story.when(story.registered()), "R10") == {"pen": {Code.RETRACTED_ENTRY}}
    assert refused(story.when(story.observed("pen")), "R10") == {"pen": {Code.RETRACTED_ENTRY}}


def test_r10_nothing_begins_as_entered_in_error():
    story = Story()

    decision = story.when(story.registered(verification=Verification.ENTERED_IN_ERROR))

    assert refused(decision, "R10").keys() == {"pen"}


@pytest.mark.parametrize("name", ["", "x" * 101, "two words", "tab\t", "ørret", "ends\n"])
def test_r10_an_id_that_is_no_id_is_refused_and_not_repeated(name):
    story = Story()

    decision = story.when(story.registered(name))

    assert refused(decision, "R10") == {"entry": {Code.INVALID_VALUE}}
    assert not name or name not in details(decision)


@pytest.mark.parametrize(
    ("told", "rule", "code"),
    [
        (content(note="bell\x07"), "R10", Code.CONTROL_CHARACTERS),
        (content(note="x" * 4001), "R10", Code.INVALID_VALUE),
        (content("x" * 4001), "R10", Code.INVALID_VALUE),
        (content(codes=(coded("a"),) * 21), "R10", Code.INVALID_VALUE),
        (content(None), "R10", Code.MISSING_ELEMENT),
        (content(None, "  "), "R10", Code.MISSING_ELEMENT),
        (content(started="2026-03-02", valid_until="2026-03-01"), "R11", Code.END_BEFORE_START),
        (content(started="2026-03", valid_until="2025"), "R11", Code.END_BEFORE_START),
        (content(valid_until="next week"), "R11", Code.INVALID_TIME),
        (content(valid_until="2026-02-30"), "R11", Code.INVALID_TIME),
        (content(started="2026-03-02T08:00:00"), "R11", Code.INVALID_TIME),
    ],
)
def test_what_nobody_should_read_in_an_emergency_is_refused(told, rule, code):
    story = Story()

    decision = story.when(story.registered(told=told))

    assert refused(decision, rule) == {"pen": {code}}
    assert "x" * 10 not in details(decision)


def test_texts_that_are_each_short_enough_may_be_too_much_together():
    story = Story()
    long = "å" * 2500

    decision = story.when(story.registered(told=content(note=long, text=long, onset=long, codes=(coded("a", long),))))

    assert refused(decision, "R10") == {"pen": {Code.INVALID_VALUE}}


def test_every_problem_is_told_not_the_first_alone():
    story = Story()

    decision = story.when(story.registered(told=Content(started="x", valid_until="y")))

    assert [problem.code for problem in decision.problems] == [
        Code.MISSING_ELEMENT,
        Code.INVALID_TIME,
        Code.INVALID_TIME,
    ]


@pytest.mark.parametrize("end", ["2026", "2026-03", "2026-03-02", "9999-12-31", "9999", "2026-03-02T23:59:59.5+01:00"])
def test_an_end_may_be_as_vague_as_it_was_written(end):
    story = Story()

    assert accepted(story.when(story.registered(told=content(started="2026-03-02", valid_until=end))))


def test_too_many_entries_are_refused():
    story = Story()
    story.and_then(story.registered("a")).and_then(story.registered("b"))

    decision = decide(story.views, story.registered("c"), story.now, Limits(entries=2))

    assert refused(decision, "R10") == {"entries": {Code.TOO_MANY_ENTRIES}}


def test_an_unknown_code_is_kept():
    story = Story()

    story.and_then(story.registered(told=content("?", codes=(coded("?", system="made up"),))))

    assert story.entry("pen").content.codes[0].coding.system == "made up"


def test_r26_an_observed_allergy_is_added_as_unconfirmed():
    story = Story()

    story.and_then(story.observed())

    assert story.entry("al1").verification is Verification.UNCONFIRMED


@pytest.mark.parametrize(
    "told",
    [
        PENICILLIN,
        content(codes=(coded("J01CE02", system=f"urn:oid:{ATC}"), coded("1"))),
        content(None, " penicillin  v"),
    ],
)
def test_r26_a_code_or_name_that_is_there_already_gives_a_duplicate_candidate_and_changes_nothing(told):
    story = Story().and_then(Story().registered())
    before = story.entry("pen")

    decision = story.when(story.observed(told=told, kind=Kind.OTHER_ALLERGEN))

    assert [alarm.code for alarm in decision.alarms] == [Code.DUPLICATE_CANDIDATE]
    assert "pen" in details(decision)
    assert story.entry("pen") is before
    assert story.entry("al1").resembles == ("pen",)


def test_r26_an_allergy_to_something_else_resembles_nothing():
    story = Story().and_then(Story().registered())

    assert story.when(story.observed(told=LATEX)).alarms == ()
    assert story.entry("al1").resembles == ()


def test_r26_an_implant_with_the_code_of_an_allergy_is_no_candidate():
    story = Story().and_then(Story().registered())

    assert story.when(story.registered("x", kind=Kind.IMPLANT)).alarms == ()


def test_r26_an_allergy_that_was_refuted_here_is_named_to_whoever_has_it_still():
    story = Story()
    story.and_then(story.registered()).and_then(story.refuted())

    assert "pen" in details(story.when(story.observed()))


def test_r26_the_same_allergy_observed_again_changes_nothing_even_after_a_person_changed_it():
    story = Story()
    story.and_then(story.observed()).and_then(story.updated("al1", verification=Verification.CONFIRMED, note="rash"))
    before = story.entry("al1")

    decision = story.later(at(1)).when(story.observed())

    assert is_duplicate(decision)
    assert "note" in details(decision)
    assert "rash" not in details(decision)
    assert story.entry("al1") is before


def test_r26_an_observed_id_with_another_code_is_refused():
    story = Story().and_then(Story().observed())

    assert refused(story.when(story.observed(told=LATEX)), "R10") == {"al1": {Code.ID_REUSED}}


def test_r26_only_an_allergy_is_observed():
    story = Story()

    assert refused(story.when(story.observed(kind=Kind.INFECTION)), "R26") == {"al1": {Code.INVALID_VALUE}}
