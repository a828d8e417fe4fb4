"""Understands a MedicationStatement of another system: a report of what is taken, which changes no row (R7, R29).

Every status makes a DiscrepancyReported, and any but `active` is said in its text: a row cannot say that a medicine is
not taken. A statement `entered-in-error` is not mapped: a report cannot be taken back, only answered.
Source: FHIR R4, MedicationStatement.
"""

from carebus.domain.medication.events import DiscrepancyReported
from carebus.domain.medication.waiting import Discrepancy
from carebus.domain.provenance import Provenance
from carebus.formats.fhir.concepts import in_words, lines
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import called, treatment_id
from carebus.formats.fhir.parts import Made, Reader, dated, name, not_mapped
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.times import beginning
from carebus.formats.fhir.treatments import STATUSES, of_statement

ACTIVE = "active"
IN_ERROR = "entered-in-error"
_TAKEN_BACK = "a report cannot be taken back, only answered: a person must look at it"


def statement(resource: Element, shelf: Shelf) -> Made | None:
    """The submission that a foreign MedicationStatement makes; what keeps it from making one is noted."""
    status = resource.needed("status")
    if status == IN_ERROR:
        not_mapped(resource, "status", _TAKEN_BACK)
    elif status is not None and status not in STATUSES:
        resource.wrong("status", "no code of FHIR R4")
    told, row = of_statement(resource, shelf), treatment_id(resource)
    known_as = name(resource) or called(resource)
    asserted, by = beginning(resource.date("dateAsserted")), person(resource.one("informationSource"), shelf)
    text = _text(resource, status)

    def reported(provenance: Provenance) -> DiscrepancyReported:
        made = asserted or provenance.recorded or provenance.received
        own = known_as or provenance.submission_id
        return DiscrepancyReported(provenance, Discrepancy(own, made, row, told, text, by))

    return reported


def _text(resource: Element, status: str | None) -> str | None:
    """What a row cannot say: that it is not, or no longer, or not yet taken, and why."""
    said = None if status == ACTIVE else f"status: {status}"
    return lines((said, *(in_words(each) for each in resource.all("statusReason"))))


READER = Reader(statement, dated("dateAsserted"))
