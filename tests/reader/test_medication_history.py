"""What is told of the time before: the list as it was known then, why a row is as it is, and what a refused write differs in."""

from datetime import timedelta

import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st
from tests.domain.medication.builders import (
    DAY,
    HOLM,
    METOPROLOL,
    WARFARIN,
    Story,
    at,
    days,
    treatment,
)
from tests.reader.given import ODD, Reader
from tests.reader.medicines import Clinic

from carebus.domain.medication.treatment import Dosage, Ending
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import Gone
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome
from carebus.reader.medication.history import Fact, as_of, at_version, fold

MORE = replace(METOPROLOL, dosage=Dosage("100 mg morning"))
LESS = replace(METOPROLOL, dosage=Dosage("25 mg morning"))


@pytest.fixture
def clinic(reader: Reader) -> Clinic:
    return Clinic(reader)


def doses(answer) -> list[str]:
    return [row["treatment"]["dosage"]["words"] for row in answer.json()["list"]["rows"]]


def deeds(answer) -> list[str]:
    return [deed["what"] for deed in answer.json()["explained"]["deeds"]]


def test_the_list_is_told_as_it_was_known_at_any_moment(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.later(days(1)).tell(clinic.story.changed(MORE))
    clinic.later(days(2)).tell(clinic.story.stopped(METOPROLOL))

    assert clinic.listed(as_of=(DAY - timedelta(seconds=1)).isoformat()).json()["list"] is None
    assert doses(clinic.listed(as_of=DAY.isoformat())) == ["50 mg morning"]
    then = clinic.listed(as_of=days(1.5).isoformat()).json()
    assert then["list"]["rows"][0]["treatment"]["dosage"]["words"] == "100 mg morning"
    assert (then["list"]["version"], then["as_of"]) == (2, "2026-03-03T20:00:00Z")
    assert doses(clinic.listed()) == []


def test_the_clock_of_a_list_as_it_was_is_that_of_then(clinic: Clinic):
    clinic.tell(clinic.story.whole(replace(METOPROLOL, planned_end="2026-03-05"), create=True))
    clinic.later(days(10))

    assert clinic.listed(as_of=days(1).isoformat()).json()["list"]["rows"][0]["words"] == "active"
    assert clinic.listed().json()["list"]["ended"][0]["words"] == "completed 2026-03-05"


def test_a_moment_that_has_not_come_is_refused(clinic: Clinic):
    answer = clinic.listed(as_of=days(1).isoformat())

    assert (answer.status_code, answer.json()["code"]) == (422, "as-of-ahead")
    assert answer.json()["where"] == ["as_of"]


def test_a_moment_without_a_zone_and_one_with_a_revision_are_refused(clinic: Clinic):
    assert clinic.listed(as_of="2026-03-02T08:00:00").json()["where"] == ["body.as_of"]
    assert clinic.listed(as_of=DAY.isoformat(), min_revision=1).json()["code"] == "invalid-body"


def test_a_moment_up_to_which_the_copy_is_complete_lacks_nothing_though_it_is_behind_now(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.later(at(1))
    clinic.reader.fall_behind(timedelta(minutes=5), "care.medication.")

    assert clinic.listed(as_of=at(1).isoformat()).json()["missing"] == []
    assert [each["word"] for each in clinic.listed(as_of=at(1.01).isoformat()).json()["missing"]] == ["unknown"]
    assert [each["word"] for each in clinic.listed().json()["missing"]] == ["unknown"]


def test_a_history_that_this_release_cannot_read_is_not_told_in_part(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.reader.arrive("care.medication.accepted.v1", b"garbage")

    for answer in (clinic.listed(as_of=DAY.isoformat()), clinic.explain("metoprolol")):
        assert (answer.status_code, answer.json()["code"]) == (503, "cannot-read")
    assert clinic.listed().status_code == 200
    assert clinic.reader.copy.unreadable()["care.medication.accepted.v1"] == 1


def test_every_act_on_a_row_is_explained_in_order(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.later(days(1)).tell(clinic.story.changed(replace(MORE, decided_by=HOLM), source="skarvoy"))
    clinic.later(days(2)).tell(clinic.story.added(treatment("Insulin")))
    clinic.later(days(3)).tell(clinic.story.paused(METOPROLOL, since="2026-03-05", by=HOLM))
    clinic.later(days(4)).tell(clinic.story.resumed(METOPROLOL))
    clinic.later(days(5)).tell(clinic.story.stopped(METOPROLOL, "2026-03-20"))
    clinic.later(days(6)).tell(clinic.story.reversed(METOPROLOL))
    clinic.later(days(7)).tell(clinic.story.prescribed("p1", METOPROLOL))
    clinic.later(days(8)).tell(clinic.story.stopped(METOPROLOL))
    clinic.later(days(9)).tell(clinic.story.reversed(METOPROLOL))
    clinic.later(days(10)).tell(clinic.story.retracted(METOPROLOL))

    answer = clinic.explain("metoprolol")

    assert deeds(answer) == [
        "added",
        "changed",
        "paused",
        "resumed",
        "ceased with a date ahead",
        "cease reversed",
        "its prescription changed",
        "stopped",
        "cease reversed",
        "retracted: registered in error",
    ]
    told = answer.json()["explained"]
    assert [deed["version"] for deed in told["deeds"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    assert (told["display"], told["words"]) == ("Metoprolol", "entered in error")
    changed, paused, stopped = told["deeds"][1], told["deeds"][2], told["deeds"][7]
    assert changed["changes"] == [{"field": "dosage.text", "before": "50 mg morning", "after": "100 mg morning"}]
    assert (changed["act"]["source"], changed["by"]["name"]) == ("skarvoy", "Dr Holm")
    assert changed["decided"] == "2026-03-03T08:00:00Z"
    assert changed["treatment"]["dosage"]["words"] == "100 mg morning"
    assert paused["changes"] == [{"field": "pause", "before": None, "after": "since 2026-03-05"}]
    assert stopped["changes"] == [{"field": "ending", "before": None, "after": "from 2026-03-10"}]
    assert stopped["on_list"] is False


def test_a_whole_list_is_an_act_on_the_rows_that_it_changes_alone(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.later(days(1)).tell(clinic.story.whole(MORE, WARFARIN))
    clinic.later(days(2)).tell(clinic.story.whole(MORE, stopped=(WARFARIN,)))

    assert deeds(clinic.explain("metoprolol")) == ["added", "changed"]
    assert deeds(clinic.explain("warfarin")) == ["added", "stopped"]


def test_a_row_of_a_lookup_is_explained_as_imported(clinic: Clinic):
    clinic.tell(clinic.story.looked_up(METOPROLOL))

    assert deeds(clinic.explain("metoprolol")) == ["imported from a lookup"]


def test_a_row_that_the_clock_ended_is_explained_when_a_write_notes_it(clinic: Clinic):
    ending = replace(METOPROLOL, planned_end="2026-03-10")
    clinic.tell(clinic.story.whole(ending, create=True))
    clinic.later(days(120)).tell(clinic.story.added(WARFARIN))

    assert deeds(clinic.explain("metoprolol")) == ["added", "completed"]
    assert clinic.explain("metoprolol").json()["explained"]["words"] == "completed 2026-03-10"


def test_a_row_that_no_fact_tells_of_is_refused_with_what_to_do(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))

    answer = clinic.explain("warfarin")

    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-row")
    assert answer.json()["remedy"]
    assert Clinic(clinic.reader, ODD).explain("metoprolol").status_code == 404


def test_a_patient_is_not_shown_what_was_registered_in_error(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.later(days(1)).tell(clinic.story.retracted(WARFARIN))
    clinic.later(days(2))

    for answer in (clinic.explain("warfarin", "patient"), clinic.listed("patient", as_of=DAY.isoformat())):
        assert answer.status_code == 200
        assert "Warfarin" not in answer.text
        assert "as agreed" not in answer.text
    assert deeds(clinic.explain("warfarin", "patient")) == ["added", "retracted: registered in error"]
    assert "Warfarin" in clinic.explain("warfarin").text
    assert "Warfarin" in clinic.listed(as_of=DAY.isoformat()).text


def test_a_stale_write_is_answered_with_base_yours_and_now(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.tell(clinic.story.changed(MORE, source="skarvoy"))
    stale = clinic.story.whole(LESS, WARFARIN, treatment("Insulin"), base=1)
    clinic.tell(stale)

    answer = clinic.difference(stale)

    told = answer.json()["difference"]
    assert told["version"] == 2
    assert (told["refused"]["record"], told["refused"]["base"], told["refused"]["problems"]) == (
        "ListSubmitted",
        1,
        ["stale"],
    )
    metoprolol, insulin = told["rows"]
    assert metoprolol["fields"] == [
        {
            "field": "dosage.text",
            "base": "50 mg morning",
            "yours": "25 mg morning",
            "now": "100 mg morning",
            "is_yours": True,
            "has_moved": True,
        }
    ]
    assert metoprolol["yours"]["dosage"]["text"] == "25 mg morning"
    assert (insulin["row"], insulin["base"], insulin["now"]) == ("insulin", None, None)
    assert insulin["fields"][0] == {
        "field": "row",
        "base": None,
        "yours": "on the list",
        "now": None,
        "is_yours": True,
        "has_moved": False,
    }


def test_a_row_that_somebody_stopped_meanwhile_says_so(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.stopped(METOPROLOL, source="skarvoy"))
    stale = clinic.story.changed(MORE, base=1)
    clinic.tell(stale)

    [row] = clinic.difference(stale).json()["difference"]["rows"]

    assert [(field["field"], field["base"], field["yours"], field["now"]) for field in row["fields"]] == [
        ("row", "on the list", "on the list", "stopped 2026-03-02"),
        ("dosage.text", "50 mg morning", "100 mg morning", None),
    ]


def test_a_row_that_both_added_says_in_what_the_two_differ(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.added(treatment("Insulin", "8 units"), source="skarvoy"))
    stale = clinic.story.added(treatment("Insulin", "6 units"), base=1)
    clinic.tell(stale)

    [row] = clinic.difference(stale).json()["difference"]["rows"]

    assert [(field["field"], field["base"], field["yours"], field["now"]) for field in row["fields"]] == [
        ("row", None, "on the list", "on the list"),
        ("dosage.text", None, "6 units", "8 units"),
    ]


def test_a_stale_cease_with_a_date_ahead_is_told_as_what_it_would_have_done(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.changed(MORE, source="skarvoy"))
    stale = clinic.story.stopped(METOPROLOL, "2026-04-01", base=1)
    clinic.tell(stale)

    [row] = clinic.difference(stale).json()["difference"]["rows"]

    assert [(field["field"], field["yours"], field["now"]) for field in row["fields"]] == [
        ("dosage.text", "50 mg morning", "100 mg morning"),
        ("ending", "from 2026-04-01", None),
    ]


def test_a_stale_write_that_could_not_have_stood_on_its_base_either_is_told_as_it_is(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.tell(clinic.story.changed(MORE, source="skarvoy"))
    leaves_out_warfarin = clinic.story.whole(LESS, base=1)
    clinic.tell(leaves_out_warfarin)

    [row] = clinic.difference(leaves_out_warfarin).json()["difference"]["rows"]

    assert row["row"] == "metoprolol"


def test_a_write_that_was_read_too_long_ago_shows_what_it_wanted(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    late = clinic.later(at(5)).story.changed(MORE, read_at=DAY)
    clinic.tell(late)

    told = clinic.difference(late).json()["difference"]

    assert told["refused"]["problems"] == ["stale-read"]
    assert [field["yours"] for row in told["rows"] for field in row["fields"]] == ["100 mg morning"]


def test_a_write_on_a_version_that_is_not_has_no_difference(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    ahead = clinic.story.changed(MORE, base=7)
    clinic.tell(ahead)

    answer = clinic.difference(ahead)

    assert (answer.status_code, answer.json()["code"]) == (409, "no-such-base")


def test_there_is_no_difference_of_a_write_that_stands_or_was_refused_by_another_rule(clinic: Clinic):
    stands = clinic.story.whole(METOPROLOL, create=True)
    clinic.tell(stands)
    forbidden = clinic.story.retracted(METOPROLOL, role="nurse")
    clinic.tell(forbidden)

    for submission in (stands, forbidden):
        answer = clinic.difference(submission)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-refusal")


def stale_write(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.changed(MORE, source="skarvoy"))
    stale = clinic.story.changed(LESS, base=1)
    clinic.tell(stale)
    return stale


def test_a_difference_is_its_patients_alone(clinic: Clinic):
    stale = stale_write(clinic)

    assert Clinic(clinic.reader, ODD).difference(stale).status_code == 404


def test_a_refused_write_that_is_on_its_topic_no_more_is_said_to_be_gone(clinic: Clinic):
    stale = stale_write(clinic)
    clinic.reader.topics.records.clear()

    assert clinic.difference(stale).json()["code"] == "no-such-refusal"


def test_a_difference_while_the_brokers_are_away_is_refused_for_now(clinic: Clinic):
    stale = stale_write(clinic)
    clinic.reader.topics.answers = False

    answer = clinic.difference(stale)

    assert (answer.status_code, answer.json()["code"]) == (503, "cannot-read")
    assert answer.headers["retry-after"]


def test_a_repeated_refusal_keeps_its_difference(clinic: Clinic):
    stale = stale_write(clinic)
    clinic.tell(stale)

    assert clinic.difference(stale).status_code == 200


def test_only_refusals_for_a_base_are_kept_of_all_verdicts(clinic: Clinic):
    stale_write(clinic)

    shelves = [shelf for (topic, _), shelf in clinic.reader.copy.shelves.items() if topic == "care.verdicts.v1"]
    assert sum(shelf.units for shelf in shelves) == 1
    assert Outcome.REFUSED == "refused"


_ACTS = ("changed", "paused", "resumed", "stopped", "reversed", "retracted", "reconciled", "added", "whole")


@law(acts=st.lists(st.sampled_from(_ACTS), max_size=12))
@settings(max_examples=60, deadline=None)
def test_law_the_history_up_to_any_fact_is_what_was_known_after_it(acts: list[str]):
    story, pictures = Story(METOPROLOL), []
    for number, name in enumerate(acts):
        story.later(at(number * 0.1))
        story.when(_act(story, name, number))
        pictures.append((len(story.facts), dict(story.views)))
    facts = [Fact(DAY + timedelta(minutes=n), event) for n, event in enumerate(story.facts)]

    assert fold(facts).units == story.views
    for length, views in pictures:
        assert as_of(facts, DAY + timedelta(minutes=length - 1)).units == views
    for version in range(story.version + 1):
        known = at_version(facts, version)
        assert known is not None
        assert known.listed.version == version
    assert at_version(facts, story.version + 1) is None
    assert fold(facts).retracted == {view.id for view in fold(facts).left if view.gone is Gone.RETRACTED}
    assert LIST in story.views


def _act(story: Story, name: str, number: int):
    match name:
        case "reconciled":
            return story.reconciled()
        case "added":
            return story.added(treatment(f"Drug {number}", id=f"drug-{number}"))
        case "whole":
            return story.whole(*(row.treatment for row in story.listed.rows))
        case "changed":
            return story.changed(replace(METOPROLOL, note=str(number)))
        case _:
            return getattr(story, name)(METOPROLOL)


def test_an_ending_is_told_with_its_reason_in_words(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    act = clinic.story.stopped(METOPROLOL)
    clinic.tell(replace(act, ending=Ending("2026-03-02", text="too slow a pulse", by=HOLM)))

    deed = clinic.explain("metoprolol").json()["explained"]["deeds"][-1]

    assert deed["changes"][0]["after"] == "from 2026-03-02, too slow a pulse"
    assert deed["by"]["name"] == "Dr Holm"
