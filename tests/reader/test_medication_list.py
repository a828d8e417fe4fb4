"""A patient's medication list: what is taken, how far the list may be trusted, and which word says what is missing."""

from datetime import timedelta

import pytest
from tests.domain.medication.builders import (
    DAY,
    HOLM,
    METHOTREXATE,
    METOPROLOL,
    WARFARIN,
    at,
    coding,
    days,
    dose,
    provenance,
    treatment,
)
from tests.reader.given import LABORATORY, NOON, ODD, Reader, key, told, view
from tests.reader.medicines import Clinic

from carebus.domain.medication.beside import Gap, GapKind, Part
from carebus.domain.medication.events import LockedItemReported, MultidoseResponsibilityRegistered
from carebus.domain.medication.treatment import Dosage, Dosing, Medicine
from carebus.domain.medication.units import LIST
from carebus.domain.record import replace
from carebus.domain.work import Parked


@pytest.fixture
def clinic(reader: Reader) -> Clinic:
    return Clinic(reader)


def shown(clinic: Clinic, **more):
    return clinic.listed(**more).json()["list"]


def words(rows) -> dict[str, str]:
    return {row["treatment"]["medicine"]["name"]: row["words"] for row in rows}


def test_a_row_says_what_how_why_since_when_who_decided_it_where_and_from_which_message(clinic: Clinic):
    row = treatment(
        "Metoprolol",
        medicine=Medicine("Metoprolol", strength="50 mg", atc=coding("7180", "C07AB02", "metoprolol")),
        dosage=Dosage("1 tablet every morning"),
        reasons=(coding("7170", "K86", "Hypertension"),),
        started="2025-11-01",
        decided_by=HOLM,
    )
    told = clinic.story.whole(row, create=True)
    clinic.tell(told)

    [shown_row] = shown(clinic)["rows"]

    said = shown_row["treatment"]
    assert said["medicine"]["display"] == "Metoprolol 50 mg"
    assert said["medicine"]["atc"]["code"] == "C07AB02"
    assert said["dosage"]["words"] == "1 tablet every morning"
    assert said["reasons"][0]["display"] == "Hypertension"
    assert said["started"] == "2025-11-01"
    assert said["decided_by"] == {
        "name": "Dr Holm",
        "role": "LE",
        "organisation": "Fjordgata legekontor",
        "hpr": "1234567",
    }
    assert (shown_row["status"], shown_row["words"], shown_row["on_list"]) == ("active", "active", True)
    assert shown_row["changed"] == "2026-03-02T08:00:00Z"
    assert shown_row["act"]["original"] == told.provenance.original
    assert (shown_row["act"]["source"], shown_row["act"]["role"]) == ("fjordgata", "physician")


def test_a_dose_in_structure_alone_is_shown_in_words_as_written(clinic: Clinic):
    structured = Dosage(
        dosings=(Dosing("1.0", "tablet", "1", "d", coding("8325", "1", "Morgen"), "2026-03-02"),), site="oral"
    )
    clinic.tell(clinic.story.whole(treatment("Metoprolol", dosage=structured), create=True))

    dosage = shown(clinic)["rows"][0]["treatment"]["dosage"]

    assert dosage["text"] is None
    assert dosage["words"] == "1.0 tablet, every 1 d, Morgen, from 2026-03-02"
    assert dosage["dosings"][0]["amount"] == "1.0"


def test_each_state_of_a_row_is_said_in_words(clinic: Clinic):
    rows = (
        METOPROLOL,
        replace(METHOTREXATE, id="paused"),
        treatment("Ibuprofen", planned_end="2026-03-03"),
        treatment("Insulin", started="2026-04-01"),
        treatment("Prednisolon"),
    )
    clinic.tell(clinic.story.whole(*rows, create=True))
    clinic.tell(clinic.story.stopped(treatment("Prednisolon"), "2026-03-20"))
    clinic.later(days(3))

    listed = shown(clinic)

    assert words(listed["rows"]) == {
        "Metoprolol": "active",
        "Methotrexate": "on hold",
        "Insulin": "intended from 2026-04-01",
        "Prednisolon": "active, ends 2026-03-20",
    }
    assert words(listed["ended"]) == {"Ibuprofen": "completed 2026-03-03"}
    assert listed["ended"][0]["on_list"] is True


def test_a_pause_says_until_when_and_that_its_end_needs_a_decision(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.paused(METOPROLOL, until="2026-03-05"))

    assert words(shown(clinic)["rows"]) == {"Metoprolol": "on hold until 2026-03-05"}
    clinic.later(days(5))
    assert words(shown(clinic)["rows"]) == {"Metoprolol": "on hold, pause ended, needs decision"}


def test_a_stopped_treatment_is_shown_for_ninety_days_with_who_stopped_it(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.later(at(1)).tell(clinic.story.stopped(WARFARIN))

    [ended] = shown(clinic)["ended"]
    assert (ended["words"], ended["on_list"]) == ("stopped 2026-03-02", False)
    assert ended["left"]["at"] == "2026-03-02T09:00:00Z"

    clinic.later(days(91))
    assert shown(clinic)["ended"] == []


def test_a_retracted_treatment_is_not_shown(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, WARFARIN, create=True))
    clinic.tell(clinic.story.retracted(WARFARIN))

    assert "Warfarin" not in clinic.listed().text


def test_when_it_was_edited_stands_apart_from_when_it_was_reconciled(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True, by=HOLM))
    clinic.later(at(2)).tell(clinic.story.reconciled(by=HOLM))
    clinic.later(days(1)).tell(clinic.story.added(WARFARIN))
    clinic.later(days(2))

    listed = shown(clinic)

    assert (listed["version"], listed["revision"]) == (2, 3)
    assert (listed["edited"]["version"], listed["edited"]["age_seconds"]) == (2, 86_400)
    assert (listed["reconciled"]["version"], listed["reconciled"]["by"]["name"]) == (1, "Dr Holm")
    assert listed["reconciled"]["age_seconds"] == timedelta(days=2, hours=-2).total_seconds()
    assert listed["authoritative"] is True


def test_a_list_is_not_authoritative_from_an_admission_until_it_was_reconciled_after_it(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.later(days(1)).tell(clinic.story.admitted())
    assert (shown(clinic)["authoritative"], shown(clinic)["why_not"]) == (False, "admitted since 2026-03-03T08:00Z")

    clinic.later(days(2)).tell(clinic.story.added(WARFARIN))
    clinic.later(days(3)).tell(clinic.story.discharged())
    listed = shown(clinic)
    assert listed["why_not"] == "discharged 2026-03-05T08:00Z, and not reconciled since"
    assert [row["during_admission"] for row in listed["rows"]] == [False, True]

    clinic.later(days(4)).tell(clinic.story.reconciled())
    assert (shown(clinic)["authoritative"], shown(clinic)["why_not"]) == (True, None)


def test_an_admission_without_an_end_is_said_to_be_overdue(clinic: Clinic):
    clinic.tell(clinic.story.admitted())
    clinic.later(days(61))

    assert [each["overdue"] for each in shown(clinic)["admissions"]] == [True]


def test_prescriptions_and_dispensings_stand_beside_their_row_and_the_rest_apart(clinic: Clinic):
    clinic.tell(clinic.story.whole(replace(METOPROLOL, prescriptions=("p1",)), create=True))
    for id_ in ("p1", "p2", "p3"):
        clinic.tell(clinic.story.prescribed(id_))
    clinic.tell(clinic.story.prescribed("order", encounter="stay"))
    clinic.tell(clinic.story.recalled("p3"))
    clinic.tell(clinic.story.dispensed("d1", "p1"))
    clinic.tell(clinic.story.dispensed("d2", "p2"))

    listed = shown(clinic)

    [row] = listed["rows"]
    assert [each["id"] for each in row["prescriptions"]] == ["p1"]
    assert [each["id"] for each in row["dispensings"]] == ["d1"]
    assert [each["id"] for each in listed["not_listed"]] == ["p2"]
    assert [each["id"] for each in listed["orders"]] == ["order"]
    assert [each["id"] for each in listed["prescriptions_ended"]] == ["p3"]
    assert [each["id"] for each in listed["dispensings"]] == ["d2"]


def test_what_waits_and_what_was_answered_are_shown(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.proposed("w1", treatment="metoprolol", content=METOPROLOL, text="dizzy"))
    clinic.later(at(1)).tell(clinic.story.reported("w2", text="takes none"))

    waiting = shown(clinic)["waiting"]

    assert [(each["kind"], each["id"], each["text"], each["role"]) for each in waiting] == [
        ("proposal", "w1", "dizzy", "nurse"),
        ("discrepancy", "w2", "takes none", "patient"),
    ]
    assert waiting[0]["content"]["medicine"]["name"] == "Metoprolol"
    assert shown(clinic)["answered"] == []


def test_what_is_known_to_be_missing_is_said_in_one_of_the_six_words(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(LockedItemReported(provenance(DAY, "health-worker"), "the prescription register"))
    gap = Gap(GapKind.WITHHELD, "a hospital", DAY, "7", "not for everybody")
    clinic.tell(clinic.story.looked_up(METOPROLOL, gaps=(gap,)))

    answer = clinic.listed().json()

    assert [(each["word"], each["because"]) for each in answer["missing"]] == [
        ("unknown", "prescriptions are locked at a register"),
        ("withheld", "a register withholds rows"),
    ]
    assert [(each["kind"], each["place"], each["code"]) for each in answer["list"]["gaps"]] == [
        ("locked prescriptions", "the prescription register", None),
        ("withheld rows", "a hospital", "7"),
    ]


def test_no_list_an_empty_one_and_none_known_are_three_words(clinic: Clinic):
    def said() -> tuple[str, str]:
        [word] = clinic.listed().json()["missing"]
        return word["word"], word["because"]

    assert said() == ("absent", "nobody made a medication list")
    assert shown(clinic) is None
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.whole(stopped=(METOPROLOL,)))
    assert said() == ("absent", "the list has no rows, and nobody says that nothing is taken")
    clinic.tell(clinic.story.whole(none_known=True, by=HOLM))
    assert said() == ("none known", "a person says that nothing is taken")
    assert shown(clinic)["none_known"]["by"]["name"] == "Dr Holm"


def test_a_list_of_which_a_register_holds_more_is_never_said_to_be_none_known(clinic: Clinic):
    clinic.tell(clinic.story.whole(create=True, none_known=True))
    clinic.tell(LockedItemReported(provenance(DAY, "health-worker"), "the prescription register"))

    assert [each["word"] for each in clinic.listed().json()["missing"]] == ["unknown"]


def test_a_held_patients_list_says_since_when(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.reader.arrive("care.medication.work.v1", Parked(DAY, "a defect", 0, 1), name="/parked")

    [said] = clinic.listed().json()["missing"]
    assert (said["word"], said["since"]) == ("unknown", "2026-03-02T08:00:00Z")


def test_what_is_held_of_one_area_is_not_said_of_another(clinic: Clinic):
    clinic.reader.publish(view(told()))
    clinic.reader.arrive("care.medication.work.v1", Parked(DAY, "a defect", 0, 1), name="/parked")

    assert clinic.reader.search().json()["missing"] == []


def test_a_patient_sees_names_and_never_the_numbers_of_people(clinic: Clinic):
    clinic.tell(clinic.story.whole(replace(METOPROLOL, decided_by=HOLM), create=True, by=HOLM))
    multidose = MultidoseResponsibilityRegistered(provenance(DAY), Part.PHYSICIAN, "8142519", HOLM)
    clinic.tell(multidose)

    for number in ("1234567", "8142519"):
        assert number in clinic.listed("clinician").text
        assert number not in clinic.listed("patient").text
    assert "Dr Holm" in clinic.listed("patient").text


def test_multidose_says_who_answers_for_it(clinic: Clinic):
    clinic.tell(MultidoseResponsibilityRegistered(provenance(DAY), Part.PHYSICIAN, "8142519", HOLM))

    [physician] = shown(clinic)["multidose"]
    assert (physician["part"], physician["person"]["name"]) == ("physician", "Dr Holm")


def test_a_code_that_nobody_knows_is_shown_and_named(clinic: Clinic):
    odd = treatment("Metoprolol", use=coding("9999", "1", "as it comes"))
    clinic.tell(clinic.story.whole(odd, create=True))

    row = shown(clinic)["rows"][0]["treatment"]
    assert (row["use"]["display"], row["unknown_codes"]) == ("as it comes", ["use"])


def test_what_a_register_tells_otherwise_is_named(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.tell(clinic.story.looked_up(replace(METOPROLOL, dosage=dose("2")), WARFARIN))

    assert shown(clinic)["observed"]["differs"] == [
        {"row": "metoprolol", "fields": ["dosage.text", "dosage.dosings"]},
        {"row": "warfarin", "fields": ["only there"]},
    ]


def test_a_write_of_ones_own_is_in_the_answer_when_its_revision_is_here(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))

    assert clinic.listed(min_revision=1).status_code == 200
    answer = clinic.listed(min_revision=2)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet")


def test_a_list_that_this_release_cannot_read_is_not_taken_for_none(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.reader.arrive("care.medication.view.v1", b"garbage", name=f"/{LIST}")

    answer = clinic.listed()

    assert (answer.status_code, answer.json()["code"]) == (503, "cannot-read")


def test_each_patient_has_a_list_of_their_own_and_no_key_is_in_an_answer(clinic: Clinic):
    other = Clinic(clinic.reader, ODD)
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    other.tell(other.story.whole(WARFARIN, create=True))

    assert words(shown(clinic)["rows"]) == {"Metoprolol": "active"}
    assert words(shown(other)["rows"]) == {"Warfarin": "active"}
    assert key() not in clinic.listed().text


def test_reports_are_answered_as_before_beside_a_list(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.reader.publish(view(told()))
    clinic.reader.now = NOON + timedelta(hours=1)

    assert [each["report_id"] for each in clinic.reader.search().json()["reports"]] == ["R-1"]
    assert clinic.reader.history(report_id="R-1").status_code == 200
    assert LABORATORY not in clinic.listed().text


def test_the_list_is_told_as_fhir_of_a_pseudonym(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))

    answer = clinic.fhir()

    assert answer.headers["content-type"].startswith("application/fhir+json")
    bundle = answer.json()
    assert bundle["resourceType"] == "Bundle"
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert {"List", "MedicationStatement"} <= set(kinds)
    assert key() not in answer.text
    assert answer.text == clinic.fhir().text


def test_fhir_of_a_held_patient_says_so(clinic: Clinic):
    clinic.tell(clinic.story.whole(METOPROLOL, create=True))
    clinic.reader.arrive("care.medication.work.v1", Parked(DAY, "a defect", 0, 1), name="/parked")

    [listed] = [e["resource"] for e in clinic.fhir().json()["entry"] if e["resource"]["resourceType"] == "List"]
    assert listed["mode"] == "snapshot"
    assert "held since" in listed["note"][0]["text"]
