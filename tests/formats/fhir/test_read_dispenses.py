import pytest
from tests.formats.fhir.read_examples import (
    bundle,
    dispense,
    extension,
    named,
    part,
    patient,
    problems,
    reference,
    request,
    sfm,
    statement,
    submitted,
    taken,
)

from carebus.domain.medication.events import Dispensed
from carebus.domain.problems import Code

PLACE = "Bundle.entry[1].resource"
PHARMACY = {"resourceType": "Organization", "id": "apo", "name": "Vågen apotek"}


def test_what_was_handed_out_is_told_as_written(provenance):
    message = taken(
        bundle(
            patient(),
            PHARMACY,
            dispense(
                identifier=[{"system": "http://apotek.example", "value": "d-9"}],
                quantity={"value": 100.0, "unit": "stk"},
                whenHandedOver="2026-11-20T14:05:00+01:00",
                performer=[{"actor": reference("Organization/apo")}],
            ),
        )
    )
    (one,) = message.parts
    event = one.submission(provenance)
    assert isinstance(event, Dispensed)
    out = event.dispensing
    assert (out.id, out.amount, out.unit) == ("http://apotek.example|d-9", "100.0", "stk")
    assert (out.pharmacy, out.medicine.name) == ("Vågen apotek", "Metoprolol")
    assert out.at == one.occurred
    assert out.at.isoformat() == "2026-11-20T13:05:00+00:00"


def test_a_day_without_a_time_begins_at_midnight_and_is_no_time_of_the_event(provenance):
    one = part(bundle(patient(), dispense(whenHandedOver="2026-11-20")))
    assert one.submission(provenance).dispensing.at.isoformat() == "2026-11-20T00:00:00+00:00"
    assert one.occurred is None


@pytest.mark.parametrize(
    ("prescription", "named_as"),
    [
        (reference("MedicationRequest/r1"), "rx-1"),
        (reference("https://journal.example/fhir/MedicationRequest/x7"), "x7"),
        ({"identifier": named("ReseptId", "rx-2")}, "rx-2"),
        ({"identifier": {"system": "http://s", "value": "3"}}, "http://s|3"),
        ({"display": "Metoprolol"}, None),
    ],
)
def test_the_prescription_is_found_by_whatever_names_it(prescription, named_as, provenance):
    own = request(identifier=[named("ReseptId", "rx-1")])
    message = taken(bundle(patient(), own, dispense(id="d1", authorizingPrescription=[prescription])))
    assert message.parts[1].submission(provenance).dispensing.prescription == named_as


def test_a_row_that_authorises_it_is_named_too(provenance):
    row = statement(identifier=[named("PLL", "pll-1"), named("ReseptId", "rx-1")])
    message = taken(bundle(patient(), row, dispense(authorizingPrescription=[reference("MedicationStatement/r1")])))
    out = message.parts[1].submission(provenance).dispensing
    assert (out.treatment, out.prescription) == ("pll-1", "rx-1")
    by_id = dispense(authorizingPrescription=[{"identifier": named("PLL", "pll-1")}])
    assert submitted(by_id, provenance).dispensing.treatment == "pll-1"


@pytest.mark.parametrize(
    "status",
    ["preparation", "in-progress", "cancelled", "on-hold", "entered-in-error", "stopped", "declined", "unknown"],
)
def test_only_what_was_handed_out_is_a_fact(status):
    document = bundle(patient(), dispense(status=status))
    assert problems(document) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.status")}


def test_a_cancelled_m10_is_not_told_as_handed_out():
    info = sfm("dispenseinfo", extension("cancellation", valueBoolean=True))
    assert problems(bundle(patient(), dispense(extension=[info]))) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.extension")}


def test_the_resept_id_of_an_m10_goes_first(provenance):
    info = sfm("dispenseinfo", extension("prescriptionid", valueString="rx-9"))
    told = dispense(extension=[info], authorizingPrescription=[reference("MedicationRequest/other")])
    assert submitted(told, provenance).dispensing.prescription == "rx-9"


def test_a_dispensing_that_does_not_say_when_is_held():
    document = bundle(patient(), dispense(whenHandedOver=None, status="done"))
    assert problems(document) == {
        (Code.MISSING_ELEMENT, f"{PLACE}.whenHandedOver"),
        (Code.INVALID_VALUE, f"{PLACE}.status"),
    }


def test_without_an_id_it_is_known_by_its_submission(provenance):
    assert submitted(dispense(id=None), provenance).dispensing.id == provenance.submission_id
