"""Messages of medication and critical information: who sends them, in which role, and whom they are about."""

import json
from datetime import UTC, datetime

from carebus import shipped
from carebus.domain.critical_info.events import AllergyObserved, CriticalInfoRefuted
from carebus.domain.medication.roles import role_of
from carebus.domain.medication.writes import ListReconciled
from carebus.domain.problems import Code
from carebus.domain.provenance import SourceId
from carebus.domain.results.report import Identifier
from carebus.formats.json_acts import write
from carebus.gateway.intake import take
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Ready, Withheld
from carebus.settings import Environment

SECRET = b"a secret of the test, long enough for it"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOURCES = Sources.load(shipped.folder("sources"))
GP, HOME_CARE, LABORATORY = "99000201", "99000301", "99000001"


def taken(message: bytes, environment=Environment.TEST, sender=None):
    return take(message, sources=SOURCES, environment=environment, patient_secret=SECRET, received=NOW, sender=sender)


def reconciled(her=GP, patient=None) -> bytes:
    return write(
        ListReconciled,
        submission_id="m-1",
        source={"kind": "HER", "value": her},
        patient=patient or {"type": "FNR", "number": "05895537820"},
        at=NOW,
        base=1,
        read_at=NOW,
    )


def codes(message: bytes, **how) -> list[Code]:
    (held,) = taken(message, **how)
    assert isinstance(held, Withheld), held
    assert held.area == "medication"
    return [problem.code for problem in held.problems]


def ready(message: bytes, **how) -> Ready:
    (made,) = taken(message, **how)
    assert isinstance(made, Ready), made
    return made


def test_an_act_becomes_a_submission_to_the_medication_area_under_its_own_id():
    made = ready(reconciled())
    assert (made.area, made.submission_id, made.source) == ("medication", "m-1", "tindgard-legekontor")
    assert isinstance(made.submission, ListReconciled)


def test_an_act_of_critical_information_is_for_its_own_area():
    said = {"id": "ci-1", "base": 2, "source": {"kind": "HER", "value": GP}, "submission_id": "m-2", "at": NOW}
    made = ready(write(CriticalInfoRefuted, patient={"type": "FNR", "number": "05895537820"}, **said))
    assert (made.area, made.submission.id) == ("critical-info", "ci-1")


ADMISSION = (
    "MSH|^~\\&|PAS|99000101^2.16.578.1.12.4.1.2^ISO|||20261101090000+0100||ADT^A01|1|P|2.5.1\r"
    "EVN|A01|20261101090000+0100\rPID|1||05895537820^^^^FNR\rPV1|1|I"
    + "|" * 17
    + "V-1\rAL1|1|DA|J01CE02^Penicillin^ATC\r"
).encode()


def test_one_message_is_for_two_areas_part_by_part():
    admission, allergy = taken(ADMISSION)
    assert (admission.area, allergy.area) == ("medication", "critical-info")
    assert isinstance(allergy.submission, AllergyObserved)
    assert admission.patient_key == allergy.patient_key
    assert [each.submission_id for each in (admission, allergy)] == ["1#0", "1#1"]


def test_a_part_for_an_area_that_is_not_agreed_is_held_alone():
    hospital = SOURCES.matching((Identifier("99000101", "HER"),))
    without = Sources(tuple(each.model_copy(update={"areas": ("medication",)}) for each in hospital))
    how = {"environment": Environment.TEST, "patient_secret": SECRET, "received": NOW}
    admission, allergy = take(ADMISSION, sources=without, **how)
    assert isinstance(admission, Ready)
    assert isinstance(allergy, Withheld)
    assert (allergy.area, [each.code for each in allergy.problems]) == ("critical-info", [Code.NOT_FOR_THIS_AREA])


def test_the_role_of_a_writer_is_its_sources_and_never_the_messages():
    assert role_of(ready(reconciled(GP)).submission.provenance) == "physician"
    assert role_of(ready(reconciled(HOME_CARE)).submission.provenance) == "nurse"


def test_one_patient_has_one_key_in_every_area_and_local_numbers_are_their_assigners():
    local = {"type": "LOK", "number": "54321"}
    of_gp, of_home_care = ready(reconciled(GP, local)), ready(reconciled(HOME_CARE, local))
    assert of_gp.patient_key != of_home_care.patient_key
    assert ready(reconciled(GP)).patient_key == ready(reconciled(HOME_CARE)).patient_key


def test_one_number_in_two_numberings_of_one_source_is_two_patients():
    def statement(system):
        patient = {"resourceType": "Patient", "id": "p", "identifier": [{"system": system, "value": "54321"}]}
        told = {"resourceType": "MedicationStatement", "id": "1", "status": "active", "subject": {"reference": "#p"}}
        told |= {"medicationCodeableConcept": {"text": "Ibux"}, "contained": [patient]}
        return ready(json.dumps(told).encode(), sender=SourceId("vidda-sykehus")).patient_key

    assert statement("urn:oid:1.2.3") != statement("urn:oid:1.2.4")


def test_a_message_that_calls_itself_a_test_is_held_in_production():
    header = "MSH|^~\\&|PAS|99000101^2.16.578.1.12.4.1.2^ISO|||20261101090000+0100||ADT^A01|1|T|2.5.1\r"
    rest = "EVN|A01\rPID|1||05895537820^^^^FNR\rPV1|1|I" + "|" * 17 + "V-1" + "|" * 25 + "20261101090000\r"
    held = codes((header + rest).encode(), environment=Environment.PRODUCTION)
    assert held.count(Code.WRONG_ENVIRONMENT) == 2
    assert ready((header + rest).encode())


def test_everything_that_keeps_an_act_from_being_taken_is_told_together():
    broken = json.loads(reconciled(LABORATORY, {"type": "FNR", "number": "05895537821"}))
    broken["read_at"] = "2026-11-23T09:00:00"
    assert set(codes(json.dumps(broken).encode(), environment=Environment.PRODUCTION)) == {
        Code.INVALID_TIME,
        Code.WRONG_ENVIRONMENT,
        Code.FORMAT_NOT_AGREED,
        Code.NOT_FOR_THIS_AREA,
        Code.INVALID_IDENTIFIER,
    }


def test_a_message_that_names_no_sender_is_held_until_the_publisher_says_who_sends_it():
    statement = {
        "resourceType": "MedicationStatement",
        "id": "1",
        "status": "active",
        "medicationCodeableConcept": {"text": "Ibux"},
        "subject": {"reference": "#p"},
        "contained": [
            {
                "resourceType": "Patient",
                "id": "p",
                "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "05895537820"}],
            }
        ],
    }
    message = json.dumps(statement).encode()
    assert Code.UNKNOWN_SOURCE in codes(message)
    assert ready(message, sender=SourceId("tindgard-legekontor")).source == "tindgard-legekontor"
