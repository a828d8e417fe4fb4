"""R29: a MedicationRequest is a prescription beside the list, or the order of an admission; never a row."""

import pytest
from tests.formats.fhir.read_examples import (
    HPR,
    bundle,
    concept,
    named,
    part,
    patient,
    problems,
    reference,
    request,
    submitted,
    told,
)

from carebus.domain.medication.beside import PrescriptionStatus
from carebus.domain.medication.events import (
    ChangeProposed,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
)
from carebus.domain.medication.treatment import Person
from carebus.domain.medication.waiting import Wish
from carebus.domain.problems import Code

PLACE = "Bundle.entry[1].resource"
HOSPITAL = {"resourceType": "Encounter", "id": "e1", "class": {"code": "IMP"}, "identifier": [{"value": "stay-4"}]}


def wrong(content):
    return problems(bundle(patient(), content))


def test_an_active_order_is_a_prescription_as_its_prescriber_wrote_it(provenance):
    event = submitted(
        request(
            identifier=[named("ReseptId", "rx-1"), named("PLL", "pll-1")],
            authoredOn="2026-11-20",
            requester={"identifier": {"system": HPR, "value": "9144900"}, "display": "Kari Holm"},
            dosageInstruction=[{"text": "1 tablett morgen"}],
            note=[{"text": "ikke slutt brått"}],
            dispenseRequest={
                "validityPeriod": {"start": "2026-11-20", "end": "2027-11-20"},
                "numberOfRepeatsAllowed": 3,
                "quantity": {"value": 98.0, "unit": "stk"},
            },
        ),
        provenance,
    )
    assert isinstance(event, PrescriptionIssued)
    told = event.prescription
    assert (told.id, told.treatment, told.status) == ("rx-1", "pll-1", PrescriptionStatus.ACTIVE)
    assert (told.issued, told.valid_until, told.repeats, told.amount) == ("2026-11-20", "2027-11-20", "3", "98.0 stk")
    assert told.prescriber == Person("Kari Holm", hpr="9144900")
    assert told.dosage.text == "1 tablett morgen\nikke slutt brått"
    assert told.encounter is None


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("stopped", PrescriptionRecalled),
        ("cancelled", PrescriptionRecalled),
        ("entered-in-error", PrescriptionRecalled),
        ("completed", PrescriptionExpired),
    ],
)
def test_each_status_of_an_order_says_what_became_of_the_prescription(status, event, provenance):
    made = submitted(request(status=status, medicationCodeableConcept=None), provenance)
    assert isinstance(made, event)
    assert made.prescription == "r1"


def test_a_prescription_on_hold_is_told_whole_for_it_may_be_the_first_that_is_told_of_it(provenance):
    made = submitted(request(status="on-hold"), provenance)
    assert isinstance(made, PrescriptionIssued)
    assert made.prescription.status is PrescriptionStatus.ON_HOLD
    assert made.prescription.medicine is not None


@pytest.mark.parametrize("intent", ["original-order", "reflex-order"])
def test_other_orders_of_a_prescriber_are_prescriptions_too(intent, provenance):
    assert isinstance(submitted(request(intent=intent), provenance), PrescriptionIssued)


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"status": "draft"}, "status"),
        ({"status": "unknown"}, "status"),
        ({"intent": "plan"}, "intent"),
        ({"intent": "option"}, "intent"),
        ({"intent": "filler-order"}, "intent"),
        ({"intent": "instance-order"}, "intent"),
        ({"intent": "proposal", "status": "stopped"}, "status"),
        ({"doNotPerform": True}, "doNotPerform"),
        ({"reportedBoolean": True}, "reported"),
        ({"reportedReference": reference("Patient/nora")}, "reported"),
    ],
)
def test_what_is_no_decision_of_a_prescriber_is_not_mapped_and_says_why(told, where):
    assert wrong(request(**told)) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.{where}")}
    (problem,) = part(bundle(patient(), request(**told))).problems
    assert len(problem.detail) > 20


def test_a_code_that_fhir_does_not_have_is_a_problem_and_never_guessed():
    assert wrong(request(status="aktiv", intent="ordre")) == {
        (Code.INVALID_VALUE, f"{PLACE}.status"),
        (Code.INVALID_VALUE, f"{PLACE}.intent"),
    }


def test_everything_that_is_missing_is_told_at_once():
    assert wrong(request(status=None, intent=None, subject=None)) == {
        (Code.MISSING_ELEMENT, f"{PLACE}.status"),
        (Code.MISSING_ELEMENT, f"{PLACE}.intent"),
        (Code.MISSING_PATIENT, f"{PLACE}.subject"),
    }
    assert wrong(request(id=None, authoredOn="i går")) == {
        (Code.MISSING_ELEMENT, f"{PLACE}.identifier"),
        (Code.INVALID_TIME, f"{PLACE}.authoredOn"),
    }


def test_an_order_of_an_admission_keeps_the_visit_number(provenance):
    order = request(encounter=reference("Encounter/e1"))
    assert told(bundle(patient(), HOSPITAL, order), provenance).prescription.encounter == "stay-4"


def test_a_visit_to_an_outpatient_clinic_is_no_admission(provenance):
    visit = HOSPITAL | {"class": {"code": "AMB"}}
    order = request(encounter=reference("Encounter/e1"))
    assert told(bundle(patient(), visit, order), provenance).prescription.encounter is None


def test_a_prescription_for_home_written_during_an_admission_is_a_prescription(provenance):
    order = request(encounter=reference("Encounter/e1"), category=[concept("discharge")])
    assert told(bundle(patient(), HOSPITAL, order), provenance).prescription.encounter is None


def test_an_order_that_calls_itself_inpatient_keeps_an_encounter_that_is_not_in_the_message(provenance):
    inpatient = {"category": [concept("inpatient")]}
    assert (
        submitted(request(encounter=reference("Encounter/77"), **inpatient), provenance).prescription.encounter == "77"
    )
    assert wrong(request(**inpatient)) == {(Code.MISSING_ELEMENT, f"{PLACE}.encounter")}


def test_a_proposal_is_a_wish_that_waits_with_its_content(provenance):
    wish = request(
        intent="proposal",
        authoredOn="2026-11-20T09:00:00+01:00",
        meta={"versionId": "2"},
        requester=reference("Organization/plo", type="Organization", display="Hjemmesykepleien"),
        dosageInstruction=[{"text": "1 tablett kveld"}],
        reasonCode=[{"text": "blodtrykk"}],
        substitution={"allowedBoolean": False},
        note=[{"text": "svimmel"}],
    )
    event = submitted(wish, provenance)
    assert isinstance(event, ChangeProposed)
    asked = event.proposal
    assert (asked.id, asked.wish, asked.treatment) == ("MedicationRequest/r1@2", Wish.ADD, None)
    assert asked.made.isoformat() == "2026-11-20T08:00:00+00:00"
    assert asked.by == Person(organisation="Hjemmesykepleien")
    assert (asked.content.dosage.text, asked.content.note) == ("1 tablett kveld", "svimmel")
    assert (asked.content.reasons[0].text, asked.content.substitution) == ("blodtrykk", False)
    assert not asked.multidose


def test_a_proposal_about_a_row_is_a_wish_to_change_it(provenance):
    event = submitted(request(intent="proposal", identifier=[named("PLL", "pll-1")]), provenance)
    assert (event.proposal.wish, event.proposal.treatment) == (Wish.CHANGE, "pll-1")


def test_a_proposal_that_does_not_say_when_is_as_old_as_its_message(provenance):
    event = submitted(request(intent="proposal", id=None), provenance)
    assert (event.proposal.id, event.proposal.made) == (provenance.submission_id, provenance.recorded)


def test_a_number_of_the_sources_own_keeps_its_system(provenance):
    own = {"system": "http://fjordgata.example/orders", "value": "44"}
    assert submitted(request(identifier=[own]), provenance).prescription.id == "http://fjordgata.example/orders|44"


def test_a_modifier_that_carebus_does_not_know_is_never_read_past():
    nested = {"dosageInstruction": [{"modifierExtension": [{"url": "http://example.org/not", "valueBoolean": True}]}]}
    assert wrong(request(**nested)) == {(Code.UNEXPECTED_ELEMENT, f"{PLACE}.modifierExtension")}
    assert wrong(request(implicitRules="http://example.org")) == {(Code.UNEXPECTED_ELEMENT, f"{PLACE}.implicitRules")}
