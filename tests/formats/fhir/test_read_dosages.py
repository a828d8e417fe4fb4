"""How a medicine is taken: nothing is lost, and no dose says more than the instruction did."""

import pytest
from tests.formats.fhir.read_examples import VOLVEN, bundle, concept, patient, problems, request, submitted

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosing
from carebus.domain.problems import Code

TABLET = [{"doseQuantity": {"value": 1.0, "unit": "tablett"}}]


def repeat(**told):
    return {"timing": {"repeat": told}}


@pytest.fixture
def dosage(provenance):
    return lambda *steps: submitted(request(dosageInstruction=list(steps)), provenance).prescription.dosage


def test_a_plain_dose_is_told_as_written(dosage):
    told = dosage({"doseAndRate": TABLET, **repeat(frequency=1, period=1, periodUnit="d")})
    assert told.dosings == (Dosing("1.0", "tablett", "1", "d"),)
    assert told.text is None


def test_twice_a_day_is_two_doses_a_day(dosage):
    told = dosage({"doseAndRate": TABLET, **repeat(frequency=2, period=1, periodUnit="d")})
    assert told.dosings == (Dosing("1.0", "tablett", "1", "d"),) * 2


def test_times_of_day_and_dates_are_kept(dosage):
    told = dosage(
        {"doseAndRate": TABLET, **repeat(when=["MORN", "HS"], boundsPeriod={"start": "2026-11-20", "end": "2026-12"})}
    )
    assert [each.time_of_day.code for each in told.dosings] == ["MORN", "HS"]
    assert {each.time_of_day.system for each in told.dosings} == {
        "http://hl7.org/fhir/event-timing",
        "http://terminology.hl7.org/CodeSystem/v3-TimingEvent",
    }
    assert {(each.starts, each.ends) for each in told.dosings} == {("2026-11-20", "2026-12")}
    at = dosage({"doseAndRate": TABLET, **repeat(timeOfDay=["08:00:00", "20:00:00"])})
    assert [each.time_of_day.text for each in at.dosings] == ["08:00:00", "20:00:00"]


def test_a_norwegian_time_of_day_is_one_and_no_text(dosage):
    morning = {"timing": {"code": concept("1", f"{VOLVEN}8325", "Morgen")}, "doseAndRate": TABLET}
    told = dosage(morning)
    assert told.dosings == (Dosing("1.0", "tablett", time_of_day=Coding("2.16.578.1.12.4.1.1.8325", "1", "Morgen")),)
    assert told.text is None


@pytest.mark.parametrize(
    "timing",
    [
        {"period": 1, "periodUnit": "wk", "dayOfWeek": ["mon"]},
        {"period": 1, "periodUnit": "d", "count": 7},
        {"frequency": 1, "frequencyMax": 3, "period": 1, "periodUnit": "d"},
        {"when": ["ACM"], "offset": 30},
        {"frequency": 100, "period": 1, "periodUnit": "d"},
        {"frequency": 2, "when": ["MORN"]},
        {"boundsDuration": {"value": 7, "unit": "d"}, "period": 1, "periodUnit": "d"},
    ],
)
def test_what_a_dose_cannot_say_is_said_in_words_and_no_dose_is_made(timing, dosage):
    told = dosage({"doseAndRate": TABLET, **repeat(**timing)})
    assert told.dosings == ()
    for name, value in timing.items():
        shown = value[0] if isinstance(value, list) else value
        assert f"timing.repeat.{name}" in told.text
        assert isinstance(shown, dict) or f": {shown}" in told.text
    assert "doseAndRate.doseQuantity.value: 1.0" in told.text


def test_a_text_says_it_better_than_its_structure(dosage):
    told = dosage(
        {"text": "15 mg mandager", "doseAndRate": TABLET, **repeat(period=1, periodUnit="wk", dayOfWeek=["mon"])}
    )
    assert (told.text, told.dosings) == ("15 mg mandager", ())


def test_where_one_instruction_has_no_dose_none_is_told_as_a_dose(dosage):
    daily = {"sequence": 1, "doseAndRate": TABLET, **repeat(frequency=1, period=1, periodUnit="d")}
    monday = {"sequence": 2, "text": "15 mg mandager", **repeat(dayOfWeek=["mon"])}
    told = dosage(daily, monday)
    assert told.dosings == ()
    assert "doseAndRate.doseQuantity.value: 1.0" in told.text
    assert told.text.endswith("15 mg mandager")


def test_all_that_is_said_in_words_is_kept_once(dosage):
    told = dosage(
        {
            "text": "1 tablett kveld, ved behov",
            "additionalInstruction": [{"text": "svelges hel"}, {"coding": [{"display": "1 tablett kveld, ved behov"}]}],
            "patientInstruction": "ikke kjør bil",
            "asNeededCodeableConcept": {"text": "smerter"},
            "route": {"text": "oral"},
            "method": {"coding": [{"code": "swallow"}]},
            "site": {"text": "venstre øye"},
            "maxDosePerPeriod": {
                "numerator": {"value": 4, "unit": "tablett"},
                "denominator": {"value": 1, "unit": "d"},
            },
        }
    )
    assert told.text.split("\n") == [
        "1 tablett kveld, ved behov",
        "svelges hel",
        "ikke kjør bil",
        "as needed: smerter",
        "route: oral",
        "method: swallow",
        "maxDosePerPeriod: 4 tablett/1 d",
    ]
    assert told.site == "venstre øye"


def test_as_needed_is_never_lost(dosage):
    assert dosage({"asNeededBoolean": True}).text == "as needed"
    assert dosage({"asNeededBoolean": False, "text": "x"}).text == "x"


def test_a_text_is_not_swallowed_by_a_longer_number(dosage):
    assert dosage({"text": "11 tabletter"}, {"text": "1 tabletter"}).text == "11 tabletter\n1 tabletter"


def test_the_instructions_stand_in_their_order(dosage):
    assert dosage({"sequence": 2, "text": "så 1"}, {"sequence": 1, "text": "først 2"}).text == "først 2\nså 1"
    assert dosage({"sequence": 2, "text": "så 1"}, {"text": "først 2"}).text == "så 1\nførst 2"


def test_a_comparator_is_never_lost(dosage):
    assert dosage({"doseAndRate": [{"doseQuantity": {"value": 5, "comparator": "<", "code": "mg"}}]}).dosings == (
        Dosing("<5", "mg"),
    )


def test_nothing_said_is_nothing(provenance):
    assert submitted(request(dosageInstruction=[{"asNeededBoolean": False}]), provenance).prescription.dosage is None


def test_a_bad_date_within_is_told_where_it_stands():
    steps = [{"text": "x"}, repeat(boundsPeriod={"start": "20.11.2026"})]
    assert problems(bundle(patient(), request(dosageInstruction=steps))) == {
        (Code.INVALID_TIME, "Bundle.entry[1].resource.dosageInstruction[1].timing.repeat.boundsPeriod.start")
    }
