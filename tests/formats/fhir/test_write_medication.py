"""R4, R8, R9, R19, R29: the list as a nurse's system receives it."""

import json

import pytest
from tests.domain.medication.builders import HOLM, METOPROLOL, WARFARIN, Story, at, days, treatment
from tests.formats.fhir.write_examples import ATC, PATIENT, STORIES, TABLET, full, of
from tests.formats.fhir.write_shape import faults

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Medicine
from carebus.domain.record import replace
from carebus.formats.fhir.write_medication import bundle

NUMBER = "13816998786"


def resources(told, kind):
    return [each["resource"] for each in told["entry"] if each["resource"]["resourceType"] == kind]


def the_list(told):
    return resources(told, "List")[0]


def statement(told, name):
    """The row whose medicine or id is `name`."""
    return next(each for each in resources(told, "MedicationStatement") if each["identifier"][0]["value"] == name)


def notes(resource):
    return [each["text"] for each in resource.get("note", ())]


def by_url(told):
    return {each["fullUrl"]: each["resource"] for each in told["entry"]}


@pytest.mark.parametrize("name", STORIES)
def test_every_example_has_the_shape_of_fhir_r4(name):
    told = json.loads(json.dumps(of(STORIES[name]())))
    assert list(faults(told)) == []


def test_the_list_comes_first_and_names_every_row_in_its_order():
    told = of(STORIES["fifteen_rows"]())
    assert told["type"] == "collection"
    assert told["entry"][0]["resource"] == the_list(told)
    items = [by_url(told)[each["item"]["reference"]] for each in the_list(told)["entry"]]
    assert [each["identifier"][0]["value"] for each in items] == [full(number).id for number in range(15)]


def test_the_version_that_a_writer_states_as_base_is_the_version_of_the_list():
    story = STORIES["fifteen_rows"]()
    assert story.version == 2
    assert the_list(of(story))["meta"] == {"versionId": "2"}


def test_none_known_is_said_by_a_person_and_nothing_else_says_it():
    assert reason(STORIES["none_known"]()) == "nilknown"
    assert reason(STORIES["nobody_asked"]()) == "notasked"
    assert reason(STORIES["everything_has_left"]()) == "notasked"


def reason(story, **told):
    resource = the_list(of(story, **told))
    assert "entry" not in resource
    return resource["emptyReason"]["coding"][0]["code"]


def test_an_empty_list_with_something_held_is_not_known_to_be_empty():
    story = STORIES["none_known"]()
    assert reason(story, held_since=at(-5)) == "unavailable"
    told = the_list(of(story, held_since=at(-5)))
    assert told["mode"] == "snapshot"
    assert notes(told)[0] == "incomplete: data of this patient is held since 2026-03-02T03:00:00+00:00"


def test_gaps_are_told_beside_rows_and_make_an_empty_list_unknown():
    told = the_list(of(STORIES["looked_up"]()))
    assert len(told["entry"]) == 1
    assert notes(told)[:2] == [
        "incomplete: lookup failed at KJ since 2026-03-02T08:00:00+00:00 (5, Ingen rettighet til KJ oppslag)",
        "incomplete: locked prescriptions at RF since 2026-03-02T08:00:00+00:00",
    ]
    story = STORIES["none_known"]()
    gaps = STORIES["looked_up"]().listed.gaps
    empty = bundle(replace(story.listed, gaps=gaps), (), PATIENT, story.now)
    assert the_list(empty)["emptyReason"]["coding"][0]["code"] == "unavailable"


def test_a_list_is_a_snapshot_until_it_is_the_patients_own():
    modes = {name: the_list(of(make()))["mode"] for name, make in STORIES.items()}
    snapshots = {name for name, mode in modes.items() if mode == "snapshot"}
    assert snapshots == {"nobody_asked", "looked_up", "admitted", "closed"}


def test_an_admission_says_that_the_list_is_not_authoritative_and_marks_what_was_written_meanwhile():
    told = of(STORIES["admitted"]())
    assert any(note.startswith("not authoritative") for note in notes(the_list(told)))
    assert "admitted since 2026-03-02T08:00:00+00:00, hospital" in notes(the_list(told))
    written = "written during an admission, while the list was not authoritative"
    assert written in notes(statement(told, "warfarin"))
    assert written not in notes(statement(told, "metoprolol"))


def test_the_reconcile_is_apart_from_the_newest_write():
    story = Story(METOPROLOL)
    story.later(days(1)).and_then(story.reconciled(by=HOLM))
    story.later(days(3)).and_then(story.added(WARFARIN))
    told = of(story)
    assert the_list(told)["date"] == "2026-03-05T08:00:00+00:00"
    assert any(note.startswith("reconciled at 2026-03-03T08:00:00+00:00, version 1") for note in notes(the_list(told)))
    stamp = next(each for each in resources(told, "Provenance") if "activity" in each)
    assert by_url(told)[stamp["target"][0]["reference"]] == the_list(told)
    assert stamp["occurredDateTime"] == "2026-03-03T08:00:00+00:00"
    assert [each["who"].get("display") for each in stamp["agent"]] == ["fjordgata", "Dr Holm, Fjordgata legekontor"]


def test_a_list_that_nobody_reconciled_says_so():
    told = the_list(of(Story(METOPROLOL)))
    assert "never reconciled" in notes(told)


def test_what_waits_and_what_a_lookup_told_otherwise_is_counted_and_not_shown():
    told = of(STORIES["asked"]())
    assert "wait for a physician's answer: 2" in notes(the_list(told))
    assert "a lookup at 2026-03-02T08:00:00+00:00 told 2 rows otherwise" in notes(the_list(told))
    assert len(resources(told, "MedicationStatement")) == 1
    assert "Tar ikke denne" not in json.dumps(told)


def test_a_stopped_treatment_stands_beside_the_list_with_its_reason():
    told = of(STORIES["ceased_and_completed"]())
    stopped = statement(told, "metoprolol")
    assert stopped["status"] == "stopped"
    assert stopped["statusReason"][0]["coding"][0]["system"] == "urn:oid:2.16.578.1.12.4.1.1.7494"
    assert stopped["statusReason"][0]["text"] == "svimmel"
    assert stopped["effectivePeriod"] == {"end": "2026-03-02"}
    listed = [each["item"]["reference"] for each in the_list(told)["entry"]]
    assert [by_url(told)[each]["identifier"][0]["value"] for each in listed] == ["warfarin"]
    ended_by = [each for each in resources(told, "Provenance") if each["id"] == "metoprolol"]
    assert [each["who"]["display"] for each in ended_by[0]["agent"]] == [
        "fjordgata",
        "Dr Dahl, Fjordgata legekontor",
    ]


def test_who_ceased_a_treatment_and_when_is_what_is_told_of_it_last():
    story = Story(replace(METOPROLOL, decided_by=HOLM))
    story.later(days(2))
    story.and_then(story.stopped(METOPROLOL))
    told = statement(of(story), "metoprolol")
    assert told["dateAsserted"] == "2026-03-04T08:00:00+00:00"
    assert told["informationSource"]["display"] == "Dr Holm, Fjordgata legekontor"


def test_a_treatment_that_ended_by_the_clock_is_completed_and_is_gone_after_ninety_days():
    story = Story(replace(WARFARIN, planned_end="2026-03-20"))
    assert statement(of(story), "warfarin")["status"] == "active"
    assert statement(of(story.later(days(30))), "warfarin")["status"] == "completed"
    assert resources(of(story.later(days(120))), "MedicationStatement") == []
    assert reason(story) == "notasked"


def test_a_retracted_treatment_leaves_nothing_of_itself():
    story = STORIES["ceased_and_completed"]()
    assert story.left("methotrexate") is not None
    assert "ethotrexate" not in json.dumps(of(story))


def test_a_treatment_on_the_list_is_not_told_as_stopped_by_an_older_picture():
    story = Story(METOPROLOL)
    story.and_then(story.stopped(METOPROLOL))
    left = story.left(METOPROLOL)
    story.and_then(story.reversed(METOPROLOL))
    told = bundle(story.listed, [left], PATIENT, story.now)
    assert [each["status"] for each in resources(told, "MedicationStatement")] == ["active"]


def test_prescriptions_and_dispensings_stand_beside_and_hang_together():
    told = of(STORIES["prescribed_and_dispensed"]())
    at_ = by_url(told)
    first = resources(told, "MedicationRequest")[0]
    assert at_[statement(told, full(1).id)["basedOn"][0]["reference"]] == first
    assert first["dispenseRequest"] == {
        "validityPeriod": {"start": "2026-03-02", "end": "2027-03-01"},
        "numberOfRepeatsAllowed": 3,
        "quantity": {"value": 100},
    }
    known, unknown = resources(told, "MedicationDispense")
    assert at_[known["authorizingPrescription"][0]["reference"]] == first
    assert unknown["authorizingPrescription"][0]["identifier"]["value"] == "rx unknown"
    assert unknown["medicationCodeableConcept"]["coding"][0]["code"] == "unknown"


def test_the_end_of_a_prescription_is_never_told_as_if_nothing_was_dispensed():
    told = {
        each["identifier"][0]["value"]: each
        for each in resources(of(STORIES["prescribed_and_dispensed"]()), "MedicationRequest")
    }
    states = {name: (each["status"], each.get("statusReason", {}).get("text")) for name, each in told.items()}
    assert states[full(1).prescriptions[0]] == ("active", None)
    assert states["rx2"] == ("on-hold", None)
    assert states["rx3"] == ("completed", "used up or too old")
    assert states["rx4"] == ("stopped", "recalled")


def test_what_a_prescription_says_in_no_way_that_fhir_takes_is_told_in_words():
    told = {
        each["identifier"][0]["value"]: each
        for each in resources(of(STORIES["prescribed_and_dispensed"]()), "MedicationRequest")
    }
    assert notes(told["rx2"]) == [
        "prescribed, not on the list",
        "amount 5 x 20 ml",
        "repeats ubegrenset",
        "from 2. mars",
    ]
    assert "authoredOn" not in told["rx2"]


def test_an_order_of_an_admission_is_no_prescription():
    order = resources(of(STORIES["admitted"]()), "MedicationRequest")[0]
    assert order["category"][0]["coding"][0]["code"] == "inpatient"
    assert order["identifier"] == [{"value": "order 7"}]
    assert order["authoredOn"] == "2026-03-02T10:15:00+01:00"


def test_every_row_says_which_message_it_came_from():
    story = Story(METOPROLOL)
    row = story.row(METOPROLOL)
    told = resources(of(story), "Provenance")[0]
    assert told["entity"][0]["what"]["identifier"]["value"] == row.act.original
    assert told["entity"][0]["agent"][0]["who"] == {"display": "fjordgata"}
    assert told["agent"][0]["role"] == [{"text": "physician"}]
    assert told["recorded"] == "2026-03-02T08:00:00+00:00"


def test_a_patient_resource_comes_along_and_everything_is_about_it():
    patient = {"resourceType": "Patient", "id": "7f3a", "birthDate": "1950"}
    told = of(Story(METOPROLOL), patient)
    assert resources(told, "Patient") == [patient]
    subjects = {each["resource"]["subject"]["reference"] for each in told["entry"] if "subject" in each["resource"]}
    assert [by_url(told)[each] for each in subjects] == [patient]


def test_a_patient_resource_without_an_id_is_refused():
    with pytest.raises(ValueError, match="needs an id"):
        of(Story(METOPROLOL), {"resourceType": "Patient", "identifier": [{"value": NUMBER}]})


def test_a_row_id_that_could_name_a_person_is_in_no_address():
    told = of(Story(treatment("Metoprolol", id=NUMBER)))
    row = statement(told, NUMBER)
    assert NUMBER not in row["id"]
    assert not any(NUMBER in each["fullUrl"] or NUMBER in each["resource"]["id"] for each in told["entry"])


def test_one_row_id_of_two_patients_has_two_addresses():
    one, other = (of(Story(METOPROLOL), patient) for patient in ("Patient/a", "Patient/b"))
    assert not by_url(one).keys() & by_url(other).keys()


def test_alike_medicines_are_one():
    medicine = Medicine("Metoprolol", TABLET, "ID_1")
    story = Story(treatment("a", medicine=medicine), treatment("b", medicine=medicine))
    assert len(resources(of(story), "Medication")) == 1


def test_atc_is_named_in_one_way_and_other_systems_as_they_are():
    medicine = Medicine(
        "Metoprolol", Coding("2.16.578.1.12.4.1.1.7448", "53"), "ID_1", Coding("2.16.578.1.12.4.1.1.7180", "C07AB02")
    )
    told = resources(of(Story(treatment("a", medicine=medicine))), "Medication")[0]
    assert [each["system"] for each in told["code"]["coding"]] == ["http://ehelse.no/fhir/CodeSystem/FEST", ATC]
    assert told["form"]["coding"] == [{"system": "urn:oid:2.16.578.1.12.4.1.1.7448", "code": "53"}]
