"""A patient's reports, and which word says why there are none."""

from datetime import timedelta

import pytest
from tests.reader.given import LABORATORY, NOON, NORA, ODD, Reader, item, key, told, view

from carebus.domain.coding import Coding
from carebus.domain.results.report import Quantity, ResultItem, Specimen, TextResult, Value
from carebus.domain.work import Parked

HOUR = timedelta(hours=1)


def test_a_report_is_shown_with_its_rows_values_and_where_they_came_from(reader: Reader):
    reader.publish(view(told()))

    [report] = reader.search().json()["reports"]

    assert report["report_id"] == "R-1"
    assert report["laboratory"] == {"id": LABORATORY, "name": "Fürst laboratorium"}
    assert report["revision"] == 1
    assert report["age_seconds"] == 3600
    [occurrence] = report["occurrences"]
    assert occurrence["status"] == "final"
    assert occurrence["release"]["word"] == "released"
    assert occurrence["follow_up"]["open"] is True
    assert [party["names"] for party in occurrence["recipients"]] == [["Magnar Koman"]]
    [row] = occurrence["rows"]
    assert row["display"] == "Hemoglobin"
    assert row["value"]["shown"] == "13.4 g/dL"
    assert row["provenance"][0]["message_id"] == "message-1200"
    assert row["provenance"][0]["laboratory"] == LABORATORY


def test_digits_comparator_and_unit_are_shown_as_written(reader: Reader):
    below = ResultItem(id="2", status="3", value=Value(quantity=Quantity("4.0", "mmol/L", "LT")))
    reader.publish(view(told(items=(below,))))

    [row] = reader.search().json()["reports"][0]["occurrences"][0]["rows"]

    assert row["value"]["shown"] == "<4.0 mmol/L"
    assert row["value"]["number"] == "4.0"


def test_only_the_laboratorys_own_mark_says_that_a_value_is_abnormal(reader: Reader):
    marked = item(id="1", deviation=Coding(None, "1", "Over øvre referansegrense"), reference=("11.7 - 15.3",))
    unmarked = item(id="2", number="99", reference=("11.7 - 15.3",))
    reader.publish(view(told(items=(marked, unmarked))))

    first, second = reader.search().json()["reports"][0]["occurrences"][0]["rows"]

    assert first["deviation"]["word"] == "above"
    assert first["reference"] == ["11.7 - 15.3"]
    assert second["deviation"] is None


def test_rows_are_shown_as_the_tree_that_they_are_with_their_specimen(reader: Reader):
    culture = ResultItem(id="1", codes=(Coding(None, None, None, "Culture"),), status="3", specimens=("s1",))
    finding = item("E. coli", id="2", nested_in=0)
    resistance = item("Ampicillin", id="3", nested_in=1)
    urine = Specimen("s1", type="Urine")
    reader.publish(view(told(items=(culture, finding, resistance), specimens=(urine,))))

    [root] = reader.search().json()["reports"][0]["occurrences"][0]["rows"]

    assert root["display"] == "Culture"
    assert root["specimens"][0]["type"] == "Urine"
    assert root["rows"][0]["display"] == "E. coli"
    assert root["rows"][0]["rows"][0]["display"] == "Ampicillin"


def test_a_tree_as_deep_as_anyone_likes_is_answered_with_every_row(reader: Reader):
    deep = tuple(item(f"level {n}", id=str(n), nested_in=n - 1 if n else None) for n in range(400))
    reader.publish(view(told(items=deep)))

    answer = reader.search()

    assert answer.status_code == 200
    assert answer.text.count('"display":"level ') == 400 * 2  # once for the row, once for its code


def test_rows_that_a_newer_version_does_not_repeat_stand_apart(reader: Reader):
    sodium, potassium = item("Sodium", id="1"), item("Potassium", id="2")
    first = told("N", items=(sodium, potassium))
    reader.publish(view(first, told("M", NOON + HOUR, items=(sodium,))))

    [occurrence] = reader.search().json()["reports"][0]["occurrences"]

    standing = {row["display"] for row in (*occurrence["rows"], *occurrence["apart"])}
    assert standing == {"Sodium", "Potassium"}
    assert [flag for row in occurrence["apart"] for flag in row["flags"]] in (
        [],
        ["not repeated in version 2026-03-01T13:00Z"],
    )


def test_the_value_of_a_cancelled_row_is_not_shown(reader: Reader):
    cancelled = item(id="1", status="3", service_type="C", comment="was 13.4")
    reader.publish(view(told(), told("M", NOON + HOUR, items=(cancelled,))))

    answer = reader.search()

    assert answer.json()["reports"][0]["occurrences"][0]["rows"][0]["value"] is None
    assert "13.4" not in answer.text


def test_xhtml_is_sanitised_and_also_told_as_plain_text(reader: Reader):
    hostile = '<div><script>steal()</script><p onclick="x()">Enlarged <b>liver</b></p><img src="http://x/"/><p>No lesions</p></div>'
    reader.publish(
        view(told(items=(ResultItem(id="1", status="3", value=Value(text=TextResult(hostile, markup=True))),)))
    )

    value = reader.search().json()["reports"][0]["occurrences"][0]["rows"][0]["value"]

    assert value["shown"] == "Enlarged liver\nNo lesions"
    assert value["markup"] == "<div><p>Enlarged <b>liver</b></p><p>No lesions</p></div>"


def test_reports_come_newest_first(reader: Reader):
    for hour, name in ((2, "second"), (3, "third"), (1, "first")):
        reader.publish(view(told(at=NOON + hour * HOUR, report_id=name)), unit=f"{LABORATORY}/{name}")

    assert [report["report_id"] for report in reader.search().json()["reports"]] == ["third", "second", "first"]


def test_nobody_sees_another_patients_reports(reader: Reader):
    reader.publish(view(told()), number=ODD)

    assert reader.search(NORA).json()["reports"] == []


def test_a_report_id_with_slashes_is_found(reader: Reader):
    reader.publish(view(told(report_id="2026/03/R")), unit=f"{LABORATORY}/2026/03/R")

    assert reader.search().json()["reports"][0]["report_id"] == "2026/03/R"
    assert reader.history(report_id="2026/03/R").status_code == 200


def test_an_empty_answer_says_absent_when_nobody_recorded_anything(reader: Reader):
    [word] = reader.search().json()["missing"]

    assert (word["word"], word["because"]) == ("absent", "nobody recorded any report")


def test_an_empty_answer_says_unknown_since_when_the_patient_is_held(reader: Reader):
    reader.publish(Parked(since=NOON, reason="a defect", first=0, next=2), unit="parked")

    [word] = reader.search().json()["missing"]

    assert (word["word"], word["since"]) == ("unknown", "2026-03-01T12:00:00Z")
    assert "held" in word["because"]


def test_a_full_answer_says_too_that_more_is_held(reader: Reader):
    reader.publish(view(told()))
    reader.publish(Parked(since=NOON, reason="a defect", first=0, next=2), unit="parked")

    answer = reader.search().json()

    assert len(answer["reports"]) == 1
    assert [word["word"] for word in answer["missing"]] == ["unknown"]


def test_a_patient_who_is_released_again_is_no_longer_held(reader: Reader):
    reader.publish(Parked(since=NOON, reason="a defect", first=0, next=2), unit="parked")
    reader.publish(None, unit="parked")

    assert reader.search().json()["missing"][0]["word"] == "absent"


def test_an_empty_answer_says_unknown_while_the_copy_is_behind(reader: Reader):
    complete = reader.now
    reader.measure()
    reader.fall_behind(timedelta(minutes=2))

    answer = reader.search().json()

    assert answer["age_seconds"] == 120
    word, links = answer["missing"]
    assert links["because"] == "the reader's copy of which records are one person's is behind"
    assert (word["word"], word["because"]) == ("unknown", "the reader's copy is behind")
    assert word["since"] == complete.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("garbage", [b"\x00\x00\x00\x00\x01broken", b"not framed", b"\x00\x00\x00\x02\x9ax"])
def test_a_record_that_cannot_be_read_is_said_to_be_missing_and_the_others_are_shown(reader: Reader, garbage: bytes):
    reader.publish(view(told()))
    reader.publish(garbage, unit=f"{LABORATORY}/R-2")

    answer = reader.search().json()

    assert len(answer["reports"]) == 1
    assert answer["unreadable"] == 1
    assert [word["word"] for word in answer["missing"]] == ["unknown"]


def test_a_tombstone_takes_a_report_away(reader: Reader):
    reader.publish(view(told()))
    reader.publish(None)

    assert reader.search().json()["reports"] == []
    assert reader.copy.units() == 0


def test_the_patients_key_and_number_are_in_no_answer(reader: Reader):
    reader.publish(view(told()))

    for answer in (reader.search(), reader.history(), reader.search(ODD)):
        assert NORA not in answer.text
        assert key() not in answer.text
