"""Understands what stands beside the list as FHIR: a prescription as MedicationRequest, a dispensing as MedicationDispense (R29)."""

from carebus.domain.medication.beside import Dispensing, Prescription, PrescriptionStatus
from carebus.formats.fhir.write_addresses import Addresses, resept
from carebus.formats.fhir.write_dates import date, instant, period, unsaid
from carebus.formats.fhir.write_dosage import instructions
from carebus.formats.fhir.write_medicine import medicine_of
from carebus.formats.fhir.write_parts import Json, concept, element, filled, notes, number, quantity, words
from carebus.formats.fhir.write_people import organisation, person

_STATUS = {
    PrescriptionStatus.ACTIVE: ("active", None),
    PrescriptionStatus.ON_HOLD: ("on-hold", None),
    PrescriptionStatus.RECALLED: ("stopped", "recalled"),
    PrescriptionStatus.EXPIRED: ("completed", "used up or too old"),
}
"""Of R4's words, `cancelled` would say that nothing was dispensed, and there is none for expired: the reason says it."""

_INPATIENT = {
    "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
    "code": "inpatient",
    "display": "Inpatient",
}
_MOST = 2**31 - 1


def request(told: Prescription, apart: bool, at: Addresses) -> Json:
    """The entry of a prescription, or of an order during an admission (`encounter`). `apart`: it is in force and stands in no row (R1)."""
    status, reason = _STATUS[told.status]
    content = {
        "identifier": filled(_identifier(told)),
        "status": status,
        "statusReason": concept(None, reason),
        "intent": "order",
        "category": filled({"coding": [_INPATIENT]} if told.encounter else {}, concept(told.kind)),
        "reportedReference": organisation(told.source),
        **medicine_of(told.medicine, at),
        "subject": at.subject,
        "encounter": _encounter(told),
        "supportingInformation": filled(at.statement(told.treatment)),
        "authoredOn": date(told.issued),
        "requester": person(told.prescriber, at),
        "note": notes("prescribed, not on the list" if apart else None, *_unsaid(told)),
        "dosageInstruction": instructions(told.dosage),
        "dispenseRequest": _supply(told),
    }
    return at.entry("MedicationRequest", told.id, content)


def dispense(told: Dispensing, at: Addresses) -> Json:
    """The entry of a dispensing."""
    pharmacy = organisation(told.pharmacy)
    amount = quantity(told.amount, told.unit)
    unplain = words(told.amount) and not amount
    content = {
        "identifier": [{"value": told.id}],
        "status": "completed",
        **medicine_of(told.medicine, at),
        "subject": at.subject,
        "supportingInformation": filled(at.statement(told.treatment)),
        "performer": [{"actor": pharmacy}] if pharmacy else [],
        "authorizingPrescription": filled(at.request(told.prescription)),
        "quantity": amount,
        "whenHandedOver": instant(told.at),
        "note": notes(words(f"amount {told.amount}", told.unit) if unplain else None),
    }
    return at.entry("MedicationDispense", told.id, content)


def _identifier(told: Prescription) -> Json:
    if not words(told.id):
        return {}
    return {"value": told.id} if told.encounter else resept(told.id)


def _encounter(told: Prescription) -> Json:
    return {"type": "Encounter", "identifier": {"value": told.encounter}} if words(told.encounter) else {}


def _supply(told: Prescription) -> Json:
    return element(
        {
            "validityPeriod": period(told.issued, told.valid_until),
            "numberOfRepeatsAllowed": _repeats(told),
            "quantity": quantity(told.amount, None),
        }
    )


def _repeats(told: Prescription) -> int | None:
    repeats = number(told.repeats)
    return repeats if isinstance(repeats, int) and repeats <= _MOST else None


def _unsaid(told: Prescription) -> tuple[str | None, ...]:
    """What its source wrote in no way that FHIR takes."""
    return (
        f"amount {told.amount}" if words(told.amount) and number(told.amount) is None else None,
        f"repeats {told.repeats}" if words(told.repeats) and _repeats(told) is None else None,
        unsaid(told.issued, told.valid_until),
    )
