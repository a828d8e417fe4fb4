"""Each version of one report, with the picture after it."""

from datetime import timedelta

from tests.reader.given import NOON, ODD, Reader, item, told, view

from carebus.domain.coding import Coding
from carebus.domain.results.report import Identifier, Party, PartyLevel, Request

HOUR = timedelta(hours=1)


def test_each_version_stands_in_order_with_the_picture_after_it(reader: Reader):
    preliminary = told("N", status="P", items=(item(id="1", number="13.4", status="2"),))
    final = told("M", NOON + HOUR, items=(item(id="1", number="14.0"),))
    reader.publish(view(final, preliminary))

    steps = reader.history().json()["history"]["steps"]

    assert [(step["version"]["service_type"], step["picture"]["status"]) for step in steps] == [
        ("N", "preliminary"),
        ("M", "final"),
    ]
    assert [step["picture"]["rows"][0]["value"]["shown"] for step in steps] == ["13.4 g/dL", "14.0 g/dL"]


def test_a_cancelled_value_is_told_in_the_history_and_marked_as_withdrawn(reader: Reader):
    cancelled = item(id="1", number="13.4", service_type="C", comment="mixed up")
    reader.publish(view(told(), told("M", NOON + HOUR, items=(cancelled,))))

    before, after = reader.history().json()["history"]["steps"]

    assert before["picture"]["rows"][0]["value"]["shown"] == "13.4 g/dL"
    row = after["picture"]["rows"][0]
    assert row["value"] is None
    assert row["withdrawn"] == {"value": row["withdrawn"]["value"], "comment": "mixed up"}
    assert row["withdrawn"]["value"]["shown"] == "13.4 g/dL"


def test_two_sets_of_samples_under_one_id_are_told_apart(reader: Reader):
    first = told("N", requests=(Request("A"),))
    reader.publish(view(first, told("N", NOON + HOUR, requests=(Request("B"),), items=(item(id="9", number="1"),))))

    steps = reader.history().json()["history"]["steps"]

    assert [step["set"] for step in steps] == [1, 2]
    assert "report id reused" in reader.search().json()["reports"][0]["flags"]


def test_a_patient_sees_no_content_of_what_is_withheld_from_them(reader: Reader):
    reader.publish(view(told(discipline=Coding(None, "PAT", "Patologi"))))

    search, history = reader.search(audience="patient"), reader.history(audience="patient")

    [report] = search.json()["reports"]
    assert report["occurrences"] == []
    assert report["withheld"] == [{"word": "withheld", "until": "2026-03-15T12:00:00Z"}]
    assert search.json()["missing"][0]["word"] == "withheld"
    assert history.json()["history"]["steps"] == []
    for answer in (search, history):
        assert "Hemoglobin" not in answer.text
        assert "Patologi" not in answer.text


def test_a_clinician_sees_that_it_is_withheld_from_the_patient_and_until_when(reader: Reader):
    reader.publish(view(told(discipline=Coding(None, "PAT", "Patologi"))))

    [occurrence] = reader.search().json()["reports"][0]["occurrences"]

    assert occurrence["release"] == {"word": "withheld", "until": "2026-03-15T12:00:00Z", "released": None}
    assert occurrence["rows"][0]["display"] == "Hemoglobin"


def test_what_was_withheld_is_shown_to_the_patient_when_its_day_has_come(reader: Reader):
    reader.publish(view(told(discipline=Coding(None, "PAT", "Patologi"))))

    reader.now = NOON + timedelta(days=14)

    assert len(reader.search(audience="patient").json()["reports"][0]["occurrences"]) == 1


def test_a_patient_sees_names_and_never_the_numbers_of_people(reader: Reader):
    doctor = Party("responsible", (PartyLevel("person", "Magnar Koman", (Identifier("9144889", "HPR"),)),))
    reader.publish(view(told(responsible=(doctor,))))

    assert "9144889" in reader.search(audience="clinician").text
    assert "9144889" not in reader.search(audience="patient").text


def test_a_report_that_the_patient_does_not_have_is_refused_with_what_to_do(reader: Reader):
    reader.publish(view(told()), number=ODD)

    answer = reader.history()

    assert answer.status_code == 404
    assert answer.json()["code"] == "no-such-report"
    assert answer.json()["remedy"]
