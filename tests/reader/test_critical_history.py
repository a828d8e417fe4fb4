"""R10, R11: critical information as it was known, every act on an entry, and what is retracted in no version that can be read."""

from datetime import timedelta

import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st
from tests.domain.critical_info.builders import DAY, HOLM, LATEX, VIK, Story, at, content
from tests.reader.critical import Ward
from tests.reader.given import Reader

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Kind, Severity, Verification
from carebus.domain.critical_info.events import CriticalInfoRetracted
from carebus.reader.critical_info.history import Fact, as_of, fold
from carebus.reader.critical_info.telling import history
from carebus.reader.pictures.critical_info.information import information
from carebus.reader.pictures.parts import Audience

SECRET = "Penicillin"  # noqa: S105 - what nobody may read where it is retracted


@pytest.fixture
def ward(reader: Reader) -> Ward:
    return Ward(reader)


def stands(ward: Ward, **more) -> dict[str, str | None]:
    return {each["id"]: each["why_not"] or each["verification"] for each in ward.shown(**more)["entries"]}


def test_it_is_told_as_it_was_known_at_any_moment(ward: Ward):
    ward.tell(ward.story.none_known())
    ward.later(at(1)).tell(ward.story.registered(verification=Verification.UNCONFIRMED))
    ward.later(at(2)).tell(ward.story.updated(verification=Verification.CONFIRMED))
    ward.later(at(3)).tell(ward.story.refuted())

    then = [ward.shown(as_of=at(hour).isoformat()) for hour in (-1, 0.5, 1.5, 2.5)]

    assert [each["allergies"]["answer"] for each in then] == ["nobody-asked", "none-known", "known", "known"]
    assert [[entry["verification"] for entry in each["entries"]] for each in then] == [
        [],
        [],
        ["unconfirmed"],
        ["confirmed"],
    ]
    assert stands(ward) == {"pen": "refuted"}


def test_the_clock_of_what_was_known_is_that_of_then(ward: Ward):
    ward.tell(ward.story.registered(told=content(valid_until="2026-03-02")))
    ward.later(at(48))

    assert stands(ward, as_of=at(1).isoformat()) == {"pen": "confirmed"}
    assert stands(ward) == {"pen": "expired"}


def test_what_is_retracted_now_is_masked_at_every_moment(ward: Ward):
    ward.tell(ward.story.registered(told=content(text=SECRET), by=HOLM))
    ward.later(at(1)).tell(ward.story.updated(note=f"{SECRET} again"))
    ward.later(at(2)).tell(ward.story.registered("again", content(text=SECRET.upper())))
    ward.tell(ward.story.retracted("again"))
    ward.later(at(3)).tell(ward.story.retracted(reason=f"{SECRET} is Odd's"))

    for hour in (0, 1, 2, 3):
        told = ward.entries(as_of=at(hour).isoformat())
        assert SECRET.lower() not in told.text.lower()
        assert SECRET.lower() not in ward.fhir(as_of=at(hour).isoformat()).text.lower()
        shown = told.json()["information"]["entries"]
        assert {each["why_not"] for each in shown} == {"retracted"}
        assert {each["act"] for each in shown} == {None}


def test_what_resembled_a_retracted_entry_does_not_tell_what_that_was(ward: Ward):
    ward.tell(ward.story.registered("wrong"))
    ward.tell(ward.story.registered("right"))
    ward.later(at(1)).tell(ward.story.retracted("wrong"))

    assert [each["resembles"] for each in ward.shown(as_of=DAY.isoformat())["entries"]] == [[], []]
    assert ward.history("right").json()["history"]["acts"][0]["entry"]["resembles"] == []


def test_every_act_is_told_in_order_with_who_did_it_and_what_changed(ward: Ward):
    ward.tell(ward.story.registered(verification=Verification.UNCONFIRMED, by=HOLM))
    ward.tell(ward.story.registered("latex", LATEX, Kind.OTHER_ALLERGEN))
    ward.tell(ward.story.none_known())
    ward.later(at(1)).tell(
        ward.story.updated(verification=Verification.CONFIRMED, severity=Severity.HIGH, by=VIK, source="lynghei")
    )
    ward.later(at(2)).tell(ward.story.refuted(reason="tested", by=HOLM))

    told = ward.history().json()["history"]

    assert (told["display"], told["active"], told["why_not"]) == ("Penicillin V", False, "refuted")
    acts = told["acts"]
    assert [each["record"] for each in acts] == [
        "CriticalInfoRegistered",
        "CriticalInfoUpdated",
        "CriticalInfoRefuted",
    ]
    assert [each["version"] for each in acts] == [1, 2, 3]
    assert [each["fields"] for each in acts] == [[], ["verification", "severity"], ["verification", "reason"]]
    assert [each["by"]["name"] for each in acts] == ["Dr Holm", "Nurse Vik", "Dr Holm"]
    assert [each["act"]["source"] for each in acts] == ["fjordgata", "lynghei", "fjordgata"]
    assert [each["entry"]["verification"] for each in acts] == ["unconfirmed", "confirmed", "refuted"]
    assert [each["at"] for each in acts] == [f"2026-03-02T{hour:02}:00:00Z" for hour in (8, 9, 10)]
    assert {each["entry"]["recorder"]["by"]["name"] for each in acts} == {"Dr Holm"}


def test_of_a_retracted_entry_only_that_each_act_was_done_is_told(ward: Ward):
    first = ward.story.registered(told=content(text=SECRET), by=HOLM)
    ward.tell(first)
    ward.tell(ward.story.updated(note=SECRET, by=VIK))
    ward.later(at(1)).tell(ward.story.retracted(reason=SECRET))

    answer = ward.history()
    told = answer.json()["history"]

    assert SECRET not in answer.text
    assert first.provenance.original not in answer.text
    assert (told["display"], told["why_not"]) == (None, "retracted")
    assert [(each["version"], each["masked"], each["fields"]) for each in told["acts"]] == [
        (1, True, []),
        (2, True, []),
        (3, True, []),
    ]
    assert {(each["act"], each["entry"], each["by"]) for each in told["acts"]} == {(None, None, None)}


def test_a_retraction_that_the_picture_has_before_the_history_masks_already(ward: Ward):
    ward.tell(ward.story.registered(told=content(text=SECRET)))
    assert ward.story.when(ward.story.retracted())
    ward.picture()

    assert SECRET not in ward.entries(as_of=DAY.isoformat()).text
    answer = ward.history()
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet")


def test_an_entry_that_nobody_told_of_a_moment_ahead_and_a_garbled_history_are_refused(ward: Ward):
    ward.tell(ward.story.registered())

    assert (ward.history("nothing").status_code, ward.history("nothing").json()["code"]) == (404, "no-such-entry")
    ahead = ward.entries(as_of=at(1).isoformat())
    assert (ahead.status_code, ahead.json()["code"]) == (422, "as-of-ahead")
    assert ward.entries(as_of=DAY.isoformat(), min_revision=1).json()["code"] == "invalid-body"
    ward.reader.arrive(CRITICAL_INFO.accepted, b"garbage")
    for told in (ward.entries(as_of=DAY.isoformat()), ward.history()):
        assert (told.status_code, told.json()["code"]) == (503, "cannot-read")
    assert ward.entries().status_code == 200


def test_the_number_is_in_no_answer_and_no_log(ward: Ward, lines):
    ward.tell(ward.story.registered())

    told = (ward.entries(), ward.history(), ward.fhir(), ward.history(ward.number))

    assert [each.status_code for each in told] == [200, 200, 200, 404]
    assert ward.number not in "".join(each.text for each in told) + lines.getvalue()


NAMES = st.sampled_from(["a", "b"])


@st.composite
def stories(draw) -> list[Fact]:
    """What can have happened to two entries; whatever an entry says has its id in capitals and brackets."""
    story = Story()
    decided = []
    for hour in range(draw(st.integers(1, 8))):
        name, known = draw(NAMES), len(story.facts)
        said = f"<{name.upper()}>"
        story.later(at(hour))
        story.when(
            draw(
                st.sampled_from(
                    (
                        story.registered(name, content(None, said)),
                        story.updated(name, note=said, text=said, codes=()),
                        story.refuted(name, reason=said),
                        story.retracted(name, reason=said),
                        story.none_known(),
                    )
                )
            )
        )
        decided += [Fact(story.now, fact) for fact in story.facts[known:]]
    return decided


@settings(max_examples=100, deadline=None)
@law(stories(), st.integers(-1, 8))
def test_no_version_and_no_moment_tells_what_is_retracted(facts, hour):
    now = at(10)
    gone = {fact.event.id for fact in facts if isinstance(fact.event, CriticalInfoRetracted)}
    then = information(as_of(facts, at(hour), fold(facts)), (), Audience.CLINICIAN, at(hour)).model_dump_json()
    told = [each.model_dump_json() for name in "ab" if (each := history(facts, name, Audience.CLINICIAN, now))]
    assert [name for name in gone if f"<{name.upper()}>" in then + "".join(told)] == []


@settings(max_examples=100, deadline=None)
@law(stories())
def test_what_is_known_as_of_the_last_fact_is_what_is_known_now(facts):
    assert as_of(facts, at(8), fold(facts)) == fold(facts)
    assert as_of(facts, DAY - timedelta(hours=1), fold(facts)).entries == ()
