"""A Bundle: what refers to what, which entries are ours, what they are called, and who sends them."""

import pytest
from tests.formats.fhir.read_examples import (
    FNR,
    HER,
    NUMBER,
    bundle,
    dispense,
    part,
    patient,
    problems,
    reference,
    refused,
    request,
    statement,
    taken,
    told,
)

from carebus.domain.medication.events import Dispensed, PrescriptionIssued
from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parts import name
from carebus.formats.format import Format

URN = "urn:uuid:7d4f5b1e-0000-4000-8000-000000000001"
MEDICATION = {
    "resourceType": "Medication",
    "id": "m1",
    "code": {
        "coding": [
            {"system": "http://www.whocc.no/atc", "code": "B01AA03", "display": "Warfarin"},
            {"system": "http://ehelse.no/fhir/CodeSystem/FEST", "code": "ID_1", "display": "Marevan tab 2,5 mg"},
        ]
    },
    "form": {"coding": [{"system": "urn:oid:2.16.578.1.12.4.1.1.7448", "code": "53", "display": "Tablett"}]},
    "ingredient": [
        {"strength": {"numerator": {"value": 2.5, "unit": "mg"}, "denominator": {"value": 1, "unit": "tab"}}}
    ],
}


def medicine_of(document, provenance):
    message = taken(document)
    return message.parts[0].submission(provenance).prescription.medicine


@pytest.mark.parametrize(
    ("at", "refers"),
    [
        ({"fullUrl": URN}, URN),
        ({"fullUrl": "https://journal.example/fhir/Medication/m1"}, "https://journal.example/fhir/Medication/m1"),
        ({"fullUrl": "https://journal.example/fhir/Medication/m1"}, "Medication/m1/_history/3"),
        ({}, "Medication/m1"),
    ],
)
def test_a_medicine_is_found_wherever_it_stands_in_the_bundle(at, refers, provenance):
    document = bundle(patient(), request(medicationReference=reference(refers)), {**at, "resource": MEDICATION})
    found = medicine_of(document, provenance)
    assert (found.name, found.fest, found.atc.code, found.strength) == (
        "Marevan tab 2,5 mg",
        "ID_1",
        "B01AA03",
        "2.5 mg/1 tab",
    )
    assert (found.form.system, found.form.code) == ("2.16.578.1.12.4.1.1.7448", "53")


def test_a_contained_medicine_is_found_in_its_own_resource_alone(provenance):
    one = request(medicationReference=reference("#m1"), contained=[MEDICATION])
    two = request(id="r2", medicationReference=reference("#m1"), contained=[MEDICATION | {"code": {"text": "Insulin"}}])
    message = taken(bundle(patient(), one, two))
    names = [each.submission(provenance).prescription.medicine.name for each in message.parts]
    assert names == ["Marevan tab 2,5 mg", "Insulin"]


def test_a_medicine_that_is_not_in_the_message_has_the_name_that_the_reference_gives(provenance):
    document = bundle(patient(), request(medicationReference=reference("Medication/9", display="Insulin")))
    assert medicine_of(document, provenance).name == "Insulin"
    nameless = bundle(patient(), request(medicationReference=reference("Medication/9")))
    assert problems(nameless) == {(Code.MISSING_ELEMENT, "Bundle.entry[1].resource.medication")}


def test_of_two_resources_under_one_name_none_is_chosen_by_chance():
    insulin = MEDICATION | {"code": {"text": "Insulin"}}
    document = bundle(patient(), request(medicationReference=reference("Medication/m1")), MEDICATION, insulin)
    assert problems(document) == {(Code.MISSING_ELEMENT, "Bundle.entry[1].resource.medication")}
    twice = bundle(patient(), request(medicationReference=reference("Medication/m1")), MEDICATION, MEDICATION)
    assert part(twice).problems == ()


def test_what_is_no_medication_is_no_medicine():
    wrong = bundle(patient(), request(medicationReference=reference("Patient/nora")))
    assert problems(wrong) == {(Code.INVALID_VALUE, "Bundle.entry[1].resource.medicationReference")}
    both = request(medicationReference=reference("Medication/m1"), medicationCodeableConcept={"text": "Insulin"})
    assert problems(bundle(patient(), both, MEDICATION)) == {
        (Code.INVALID_VALUE, "Bundle.entry[1].resource.medication")
    }


def test_the_strength_of_several_ingredients_is_told_by_name(provenance):
    mixture = {
        "resourceType": "Medication",
        "id": "m1",
        "ingredient": [
            {"itemCodeableConcept": {"text": "Kodein"}, "strength": {"numerator": {"value": 30, "unit": "mg"}}},
            {"itemReference": {"display": "Paracetamol"}, "strength": {"numerator": {"value": 400, "unit": "mg"}}},
            {"itemCodeableConcept": {"text": "Laktose"}},
        ],
    }
    found = medicine_of(bundle(patient(), request(medicationReference=reference("Medication/m1")), mixture), provenance)
    assert (found.name, found.strength) == ("Kodein, Paracetamol, Laktose", "Kodein 30 mg; Paracetamol 400 mg")


def test_a_code_of_another_system_is_kept_with_its_system(provenance):
    code = {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "313782", "display": "Paracet"}]
    }
    found = told(bundle(patient(), request(medicationCodeableConcept=code)), provenance).prescription.medicine
    assert (found.name, found.atc.system, found.atc.code) == (
        "Paracet",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "313782",
    )


def test_each_resource_of_ours_is_a_part_of_its_own_and_the_others_are_passed_over(provenance):
    message = taken(
        bundle({"resourceType": "Observation"}, request(), patient(), dispense(id="d1"), kind="transaction")
    )
    assert (message.format, message.area, message.sender) == (Format.FHIR_R4, "medication", ())
    assert [each.part for each in message.parts] == [0, 1]
    assert [type(each.submission(provenance)) for each in message.parts] == [PrescriptionIssued, Dispensed]


def test_one_bad_resource_does_not_hold_the_others():
    message = taken(bundle(patient(), request(status=5), request(id="r2")))
    assert [each.submission is None for each in message.parts] == [True, False]


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "batch", "document", "message"])
def test_bundles_that_tell_are_read(kind):
    assert len(taken(bundle(patient(), request(), kind=kind)).parts) == 1


@pytest.mark.parametrize("kind", ["history", "transaction-response", "batch-response", "x", None, 7])
def test_bundles_that_tell_what_a_server_holds_are_not(kind):
    assert {where for _, where in refused(bundle(patient(), request(), kind=kind))} == {"Bundle.type"}


def test_a_bundle_with_nothing_of_the_area_is_not_silently_accepted():
    assert refused(bundle(patient(), {"resourceType": "Observation"})) == {(Code.NO_REPORT, "Bundle.entry")}
    assert refused(bundle()) == {(Code.NO_REPORT, "Bundle.entry")}


def test_a_misspelt_type_is_never_passed_over():
    message = taken(bundle(patient(), request(resourceType="Medicationrequest"), request(id="r2")))
    (problem,) = message.parts[0].problems
    assert (problem.code, problem.where) == (Code.UNKNOWN_VOCABULARY, "Bundle.entry[1].resource.resourceType")
    assert message.parts[1].submission is not None


@pytest.mark.parametrize("url", ["MedicationRequest/r1", "https://journal.example/MedicationRequest/r1"])
@pytest.mark.parametrize("method", ["DELETE", "PATCH"])
def test_a_change_without_the_resource_is_held(method, url):
    asked = {"request": {"method": method, "url": url}}
    assert problems(bundle(patient(), asked, kind="batch")) == {(Code.NOT_FOR_THIS_AREA, "Bundle.entry[1].request")}


def test_a_question_to_a_server_tells_nothing():
    asked = {"request": {"method": "GET", "url": "MedicationRequest/r1"}}
    assert refused(bundle(asked, kind="batch")) == {(Code.NO_REPORT, "Bundle.entry")}


@pytest.mark.parametrize(
    ("content", "known_as"),
    [
        ({"meta": {"versionId": "4", "lastUpdated": "2026-11-20T10:00:00Z"}}, "MedicationRequest/r1@4"),
        ({"meta": {"lastUpdated": "2026-11-20T10:00:00Z"}}, "MedicationRequest/r1@2026-11-20T10:00:00Z"),
        ({"authoredOn": "2026-11-20"}, "MedicationRequest/r1@2026-11-20"),
        ({}, "MedicationRequest/r1@"),
        ({"id": None, "identifier": [{"value": "x"}]}, None),
        ({"id": "r" * 200}, None),
    ],
)
def test_a_resource_is_known_by_its_type_id_and_version(content, known_as):
    resource = Element({"resourceType": "MedicationRequest", "id": "r1", **content}, [], "MedicationRequest")
    assert name(resource) == known_as


def test_a_part_has_no_name_for_one_resource_comes_in_several_messages():
    assert part(bundle(patient(), request(meta={"versionId": "4"}))).name is None


def test_times_are_in_utc_and_the_message_keeps_its_id():
    document = bundle(
        patient(),
        request(authoredOn="2026-11-20T09:00:00+01:00", meta={"lastUpdated": "2026-11-20T09:30:00.123+01:00"}),
        identifier={"system": "urn:ietf:rfc:3986", "value": "urn:uuid:42"},
    )
    one = part(document)
    assert one.occurred.isoformat() == "2026-11-20T08:00:00+00:00"
    assert one.recorded.isoformat() == "2026-11-20T08:30:00.123000+00:00"
    assert one.message_id == "urn:uuid:42"


def test_a_message_that_names_its_sender_by_number_says_so():
    sender = {"resourceType": "Organization", "id": "o1", "identifier": [{"system": HER, "value": "8000123"}]}
    header = {"resourceType": "MessageHeader", "sender": reference("Organization/o1")}
    message = taken(bundle(header, sender, patient(), request(), kind="message"))
    assert message.sender == (Identifier("8000123", "HER"),)
    assert message.sender_where == "Bundle.entry[0].resource.sender"


def test_who_numbered_the_bundle_sends_it():
    number = {"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "974767880"}
    own = {"value": "42", "assigner": {"identifier": number}}
    message = taken(bundle(patient(), request(), identifier=own))
    assert (message.sender, message.sender_where) == ((Identifier("974767880", "ENH"),), "Bundle.identifier.assigner")


def test_too_many_entries_or_parts_are_one_problem():
    many = [{"resource": {"resourceType": "Observation"}}] * 100_000
    assert refused({"resourceType": "Bundle", "type": "batch", "entry": many}) == {(Code.TOO_LARGE, "Bundle.entry")}
    assert refused(bundle(patient(), *[request()] * 1001)) == {(Code.TOO_LARGE, "Bundle.entry")}
    assert len(taken(bundle(patient(), *[statement()] * 1000)).parts) == 1000


def test_a_name_in_a_role_is_told_with_its_organisation(provenance):
    holm = {
        "resourceType": "Practitioner",
        "id": "p",
        "name": [{"use": "usual", "text": "Kari"}, {"use": "official", "family": "Holm", "given": ["Kari", "Anne"]}],
    }
    role = {
        "resourceType": "PractitionerRole",
        "id": "pr",
        "practitioner": reference("Practitioner/p"),
        "organization": {"identifier": {"system": HER, "value": "8000123"}},
        "code": [{"text": "fastlege"}],
    }
    document = bundle(patient(), request(requester=reference("PractitionerRole/pr")), role, holm)
    by = told(document, provenance).prescription.prescriber
    assert (by.name, by.role, by.organisation) == ("Kari Anne Holm", "fastlege", "HER 8000123")


def test_a_role_that_refers_to_itself_is_nobody(provenance):
    role = {"resourceType": "PractitionerRole", "id": "pr", "practitioner": reference("PractitionerRole/pr")}
    document = bundle(patient(), request(requester=reference("PractitionerRole/pr")), role)
    assert told(document, provenance).prescription.prescriber.name is None


def test_a_patient_who_asks_is_not_named(provenance):
    seen = patient(name=[{"text": "Nora Fjell"}])
    document = bundle(seen, request(requester=reference("Patient/nora", display="Nora Fjell")))
    assert told(document, provenance).prescription.prescriber.role == "patient"
    unseen = request(
        requester={"type": "http://ehelse.no/fhir/StructureDefinition/sfm-Patient", "display": "Nora Fjell"}
    )
    assert "Fjell" not in repr(told(bundle(seen, unseen), provenance))


def test_a_single_resource_is_a_message_too():
    one = part(request(subject={"identifier": {"system": FNR, "value": NUMBER}}))
    assert (one.part, one.name, one.problems) == (0, None, ())


def test_what_is_wrong_with_a_medicine_is_told_with_each_that_refers_to_it():
    bad = MEDICATION | {"form": 5}
    document = bundle(
        patient(), *[request(id=name, medicationReference=reference("Medication/m1")) for name in "ab"], bad
    )
    assert [[each.where for each in one.problems] for one in taken(document).parts] == [
        ["Bundle.entry[3].resource.form"]
    ] * 2
