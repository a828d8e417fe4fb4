"""R23: whom a resource is about, by the number and its system; nothing is matched by name."""

import pytest
from tests.formats.fhir.read_examples import (
    FNR,
    NUMBER,
    bundle,
    concept,
    part,
    patient,
    problems,
    reference,
    request,
    taken,
)

from carebus.domain.problems import Code

PLACE = "Bundle.entry[1].resource"
PERSONS = "urn:oid:2.16.578.1.12.4.1.4."


def whom(*identifiers):
    return part(bundle(patient(identifier=list(identifiers)), request())).subject


@pytest.mark.parametrize(("system", "kind"), [("1", "FNR"), ("2", "DNR"), ("3", "FHN"), ("5", "DUF")])
def test_the_system_says_which_number_it_is(system, kind):
    told = whom({"system": PERSONS + system, "value": NUMBER})
    assert (told.kind, told.value, told.assigner) == (kind, NUMBER, None)
    assert told.where == "Bundle.entry[0].resource.identifier[0].value"


def test_a_national_number_goes_before_a_local_and_a_lasting_one_before_a_help_number():
    told = whom(
        {"type": concept("MR"), "system": "http://hospital", "value": "77"},
        {"system": f"{PERSONS}3", "value": "80000000000"},
        {"system": f"{PERSONS}2", "value": "41017000000"},
        {"system": FNR, "value": NUMBER},
    )
    assert (told.kind, told.value) == ("FNR", NUMBER)
    assert told.where.endswith("identifier[3].value")


def test_of_local_numbers_the_hospitals_own_goes_first():
    told = whom(
        {"system": "http://example.org/passport", "value": "N1"},
        {"type": concept("MR"), "system": "http://hospital", "value": "77"},
    )
    assert (told.kind, told.value, told.assigner) == ("LOK", "77", None)


def test_an_old_or_ended_number_gives_way():
    old = {"use": "old", "system": FNR, "value": "1"}
    ended = {"system": FNR, "value": "2", "period": {"end": "2020-01-01"}}
    assert whom(old, ended, {"system": FNR, "value": NUMBER}).value == NUMBER


def test_of_two_numbers_of_a_kind_none_is_chosen_by_chance():
    document = bundle(patient(identifier=[{"system": FNR, "value": each} for each in ("1", "2")]), request())
    assert problems(document) == {(Code.INVALID_IDENTIFIER, "Bundle.entry[0].resource.identifier[0]")}


@pytest.mark.parametrize(
    "subject",
    [
        None,
        {},
        reference("Patient/unknown"),
        {"display": "Nora Fjell"},
        {"identifier": {"system": FNR}},
    ],
)
def test_without_a_number_nobody_is_meant(subject):
    document = bundle(patient(), request(subject=subject))
    assert problems(document) == {(Code.MISSING_PATIENT, f"{PLACE}.subject")}
    assert part(document).subject is None


def test_a_resource_about_somebody_else_than_the_one_patient_keeps_its_own_subject():
    other = {"reference": "Patient/other", "identifier": {"system": FNR, "value": "13877449947"}}
    message = taken(bundle(patient(), request(), request(id="r2", subject=other)))
    assert [each.subject.value for each in message.parts] == [NUMBER, "13877449947"]


def test_a_group_is_no_patient():
    document = bundle(patient(), request(subject=reference("Group/ward")))
    assert problems(document) == {(Code.ANOTHER_SUBJECT, f"{PLACE}.subject")}
    document = bundle(
        patient(), request(subject=reference("Practitioner/p")), {"resourceType": "Practitioner", "id": "p"}
    )
    assert problems(document) == {(Code.ANOTHER_SUBJECT, f"{PLACE}.subject")}


def test_a_single_resource_names_its_patient_by_number_or_contains_them():
    named = request(subject={"identifier": {"system": FNR, "value": NUMBER}})
    assert part(named).subject.where == "MedicationRequest.subject.identifier.value"
    holding = request(subject=reference("#nora"), contained=[patient()])
    assert part(holding).subject.where == "MedicationRequest.contained[0].identifier[0].value"
    assert part(holding).subject.value == NUMBER


def test_no_problem_and_no_subject_shows_the_number():
    document = bundle(patient(identifier=[{"system": FNR, "value": each} for each in (NUMBER, "2")]), request())
    assert NUMBER not in repr(part(document).problems)
