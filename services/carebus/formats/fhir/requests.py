"""Understands a MedicationRequest: a prescription, or the order of an admission, that began, ended or is on hold; never a row (R29).

| status                    | intent order, original-order, reflex-order   | intent proposal |
|---------------------------|----------------------------------------------|-----------------|
| active                    | PrescriptionIssued                           | ChangeProposed  |
| on-hold                   | PrescriptionIssued, on hold                  | not mapped      |
| stopped, cancelled        | PrescriptionRecalled                         | not mapped      |
| completed                 | PrescriptionExpired                          | not mapped      |
| entered-in-error          | PrescriptionRecalled                         | not mapped      |
| draft, unknown            | not mapped                                   | not mapped      |

Not mapped whatever the status: plan, option, filler-order, instance-order, and what is `doNotPerform` or `reported`.
Source: FHIR R4, MedicationRequest; R29 for what an order may decide.
"""

from collections.abc import Callable
from functools import partial

from carebus.domain.medication.beside import Prescription, PrescriptionStatus
from carebus.domain.medication.events import (
    ChangeProposed,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
)
from carebus.domain.medication.treatment import Dosage, PrescriptionId
from carebus.domain.medication.waiting import Proposal, Wish
from carebus.domain.provenance import Provenance
from carebus.domain.record import replace
from carebus.formats.fhir.concepts import amount, notes
from carebus.formats.fhir.dosages import dosage
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.encounters import admission
from carebus.formats.fhir.identifiers import called, prescription_id, treatment_id
from carebus.formats.fhir.medicines import medicine
from carebus.formats.fhir.parts import Made, Reader, dated, name, not_mapped
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.times import beginning
from carebus.formats.fhir.treatments import of_request

ORDERS = frozenset({"order", "original-order", "reflex-order"})
PROPOSAL = "proposal"
_HOLD = PrescriptionStatus.ON_HOLD
NO_INTENTS = {
    "plan": "a plan is its author's own intention, and asks nobody",
    "option": "an option is one of several, and nobody has chosen it",
    "filler-order": "a pharmacy's copy of an order that its prescriber tells",
    "instance-order": "one administration of an order that its prescriber tells",
}
NO_STATUSES = {
    "draft": "a draft is no decision yet",
    "unknown": "its source does not know whether it is in force",
}
_ONLY_ACTIVE = "a proposal that is not active asks for nothing, and what was proposed before waits for its answer"
_SECOND_HAND = "told by somebody else than its prescriber: such a report is a MedicationStatement"
_FORBIDS = "an order not to give something has no place beside the list"

Ordered = Callable[[Element, Shelf, PrescriptionId], Made | None]


def request(resource: Element, shelf: Shelf) -> Made | None:
    """The submission that a MedicationRequest makes; what keeps it from making one is noted."""
    status, intent = resource.needed("status"), resource.needed("intent")
    if resource.flag("doNotPerform"):
        not_mapped(resource, "doNotPerform", _FORBIDS)
    if resource.flag("reportedBoolean") or resource.one("reportedReference") is not None:
        not_mapped(resource, "reported", _SECOND_HAND)
    if status is None or intent is None:
        return None
    if intent == PROPOSAL:
        return _proposal(resource, shelf, status)
    if intent not in ORDERS:
        _refuse(resource, "intent", NO_INTENTS.get(intent))
    if status not in STATUSES:
        _refuse(resource, "status", NO_STATUSES.get(status))
    own = prescription_id(resource)
    if own is None:
        resource.missing("identifier", "neither an identifier nor an id: nobody could recall it")
        return None
    return STATUSES.get(status, _issued)(resource, shelf, own)


def _refuse(resource: Element, name: str, reason: str | None) -> None:
    if reason is None:
        resource.wrong(name, "no code of FHIR R4")
    else:
        not_mapped(resource, name, reason)


def _issued(resource: Element, shelf: Shelf, own: PrescriptionId) -> Made:
    return partial(PrescriptionIssued, prescription=_prescription(resource, shelf, own))


def _prescription(resource: Element, shelf: Shelf, own: PrescriptionId) -> Prescription:
    dispense = resource.one("dispenseRequest")
    validity = None if dispense is None else dispense.one("validityPeriod")
    told = dosage(resource.all("dosageInstruction"), notes(resource))
    return Prescription(
        id=own,
        medicine=medicine(resource, shelf),
        dosage=told if told != Dosage() else None,
        treatment=treatment_id(resource),
        issued=resource.date("authoredOn"),
        valid_until=None if validity is None else validity.date("end"),
        repeats=None if dispense is None else dispense.number("numberOfRepeatsAllowed"),
        amount=None if dispense is None else amount(dispense.one("quantity")),
        prescriber=person(resource.one("requester"), shelf),
        encounter=admission(resource, shelf),
    )


def _recalled(_resource: Element, _shelf: Shelf, own: PrescriptionId) -> Made:
    return partial(PrescriptionRecalled, prescription=own)


def _expired(_resource: Element, _shelf: Shelf, own: PrescriptionId) -> Made:
    return partial(PrescriptionExpired, prescription=own)


def _on_hold(resource: Element, shelf: Shelf, own: PrescriptionId) -> Made:
    """Told whole: that it is on hold may be the first that is told of it."""
    return partial(PrescriptionIssued, prescription=replace(_prescription(resource, shelf, own), status=_HOLD))


STATUSES: dict[str, Ordered] = {
    "active": _issued,
    "on-hold": _on_hold,
    "stopped": _recalled,
    "cancelled": _recalled,
    "completed": _expired,
    "entered-in-error": _recalled,
}


def _proposal(resource: Element, shelf: Shelf, status: str) -> Made | None:
    if status != "active":
        known = status in STATUSES or status in NO_STATUSES
        _refuse(resource, "status", _ONLY_ACTIVE if known else None)
    told = of_request(resource, shelf)
    known_as, row = name(resource) or called(resource), treatment_id(resource)
    made, by = beginning(resource.date("authoredOn")), person(resource.one("requester"), shelf)

    def proposed(provenance: Provenance) -> ChangeProposed:
        wish, when = Wish.ADD if row is None else Wish.CHANGE, made or provenance.recorded or provenance.received
        own = known_as or provenance.submission_id
        return ChangeProposed(provenance, Proposal(own, wish, when, row, told, by=by))

    return proposed


READER = Reader(request, dated("authoredOn"))
