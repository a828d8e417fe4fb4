from datetime import UTC, datetime

import pytest
from tests.formats.hl7v2.wire import PID, lines, made, movement, msh, problems, told

from carebus.domain.medication.events import AdmissionEnded, AdmissionStarted

ENTERED = datetime(2026, 2, 3, 9, 10, tzinfo=UTC)
ADMITTED = datetime(2026, 2, 1, 13, 0, tzinfo=UTC)
DISCHARGED = datetime(2026, 2, 3, 12, 30, tzinfo=UTC)
OCCURRED = datetime(2026, 2, 2, 7, 0, tzinfo=UTC)
FIELDS = {"EVN-6": "20260202080000+0100", "PV1-44": "20260201140000+0100", "PV1-45": "20260203133000+0100"}


def moved(trigger: str, *named: str, **over: str) -> bytes:
    """A movement with the named times of FIELDS."""
    times = {name: FIELDS[name] for name in named} | {name.replace("_", "-"): text for name, text in over.items()}
    evn = {int(name[4:]): text for name, text in times.items() if name.startswith("EVN")}
    pv1 = {int(name[4:]): text for name, text in times.items() if name.startswith("PV1")}
    return movement(trigger, evn, pv1)


@pytest.mark.parametrize(
    ("trigger", "event", "fields"),
    [
        ("A01", AdmissionStarted, {}),
        ("A03", AdmissionEnded, {}),
        ("A11", AdmissionEnded, {"cancelled": True}),
        ("A13", AdmissionStarted, {"reopens": True}),
    ],
)
def test_each_trigger_of_r8_is_a_movement(trigger, event, fields):
    got = told(movement(trigger))
    assert (got.problems, got.submission.func) == ((), event)
    assert got.submission.keywords == {"encounter": "VIDDA:S-77", "at": ENTERED} | fields


@pytest.mark.parametrize(
    ("trigger", "at"), [("A01", ADMITTED), ("A03", DISCHARGED), ("A11", ENTERED), ("A13", ADMITTED)]
)
def test_the_best_time_of_each_trigger_counts(trigger, at):
    assert made(moved(trigger, *FIELDS))["at"] == at


@pytest.mark.parametrize(("trigger", "at"), [("A01", OCCURRED), ("A03", OCCURRED), ("A11", ENTERED), ("A13", OCCURRED)])
def test_without_the_time_of_the_stay_that_of_the_event_counts(trigger, at):
    assert made(moved(trigger, "EVN-6"))["at"] == at


def test_what_is_taken_back_was_taken_back_when_it_was_entered():
    assert [told(moved(trigger, *FIELDS)).occurred for trigger in ("A01", "A03", "A11", "A13")] == [
        ADMITTED,
        DISCHARGED,
        ENTERED,
        ENTERED,
    ]


def test_an_admission_on_a_day_is_as_early_as_that_day_whatever_was_entered_later():
    assert made(moved("A01", PV1_44="20260201"))["at"] == datetime(2026, 1, 31, 23, 0, tzinfo=UTC)


def test_of_a_discharge_an_instant_goes_before_a_day():
    assert made(moved("A03", PV1_45="20260203"))["at"] == ENTERED


def test_a_discharge_of_which_only_the_day_is_known_is_over_when_the_day_is():
    assert made(moved("A03", PV1_45="20260203", EVN_2="20260203"))["at"] == datetime(2026, 2, 3, 23, 0, tzinfo=UTC)


def test_no_time_at_all_is_a_problem():
    assert problems(moved("A01", EVN_2="")) == [("missing-element", "EVN-2")]
    assert problems(moved("A03", EVN_2="202602")) == [("missing-element", "EVN-2")]


def test_a_time_that_is_none_is_a_problem_though_another_could_stand_in():
    assert problems(moved("A01", PV1_44="in March")) == [("invalid-time", "PV1-44")]


def test_the_trigger_decides_and_not_the_patient_class():
    assert made(moved("A01", PV1_2="P"))["encounter"] == "VIDDA:S-77"


@pytest.mark.parametrize(
    ("fields", "stay"),
    [
        ({"PV1_50": "A-5"}, "VIDDA:S-77"),
        ({"PV1_19": "", "PV1_50": "A-5"}, "A-5"),
        ({"PV1_19": '""', "PV1_50": "A-5^^^&1.2.3&ISO"}, "1.2.3:A-5"),
    ],
)
def test_a_stay_is_known_by_its_visit_number_and_who_gave_it(fields, stay):
    assert made(moved("A01", **fields))["encounter"] == stay


def test_a_stay_without_a_number_is_held():
    assert problems(moved("A03", PV1_19="")) == [("missing-element", "PV1-19")]


def test_a_movement_without_a_visit_is_held():
    assert problems(lines(msh("ADT^A01"), "EVN||20260203", PID)) == [("missing-element", "MSH/PV1")]


def test_the_event_of_an_old_message_must_be_that_of_its_header():
    assert problems(moved("A03", EVN_1="A01")) == [("invalid-value", "EVN-1")]
    assert made(moved("A03", EVN_1="A03"))


@pytest.mark.parametrize("trigger", ["A02", "A04", "A08"])
def test_another_movement_is_held_by_name(trigger):
    ((problem, where),) = problems(movement(trigger))
    assert (problem, where) == ("not-for-this-area", "MSH-9")


def test_the_problem_names_the_trigger_and_what_is_taken():
    from carebus.formats.hl7v2.messages import read

    (problem,) = read(movement("A02"))
    assert problem.detail.startswith("ADT^A02: of ADT A01, A03, A11, A13, A18")
