"""Understands all critical information of a patient as one FHIR R4 Bundle: each entry as the resource that the national service has it in.

A `collection`, as the medication list is.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from carebus.domain.critical_info.entry import Kind
from carebus.domain.critical_info.status import standing
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.formats.fhir import write_critical_list, write_critical_provenance
from carebus.formats.fhir.write_addresses import Addresses, addresses
from carebus.formats.fhir.write_critical_allergies import ALLERGY, allergy, none_known, statement
from carebus.formats.fhir.write_critical_conditions import CONDITION, condition
from carebus.formats.fhir.write_critical_flags import FLAG, flag
from carebus.formats.fhir.write_critical_procedures import PROCEDURE, procedure
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_lacking import Lacks
from carebus.formats.fhir.write_parts import Json

_RESOURCES = {
    Kind.DRUG_REACTION: (ALLERGY, allergy),
    Kind.OTHER_ALLERGEN: (ALLERGY, allergy),
    Kind.INTUBATION_PROBLEM: (CONDITION, condition),
    Kind.OTHER_ANAESTHESIA_PROBLEM: (CONDITION, condition),
    Kind.CRITICAL_CONDITION: (CONDITION, condition),
    Kind.ONGOING_TREATMENT: (PROCEDURE, procedure),
    Kind.IMPLANT: (CONDITION, condition),
    Kind.INFECTION: (CONDITION, condition),
    Kind.CHANGED_ROUTINE: (FLAG, flag),
}
"""Source: Kritisk Info FHIR API, domain.md section 2."""


def bundle(
    told: CriticalInformation,
    patient: dict[str, Any] | str,
    now: datetime,
    *,
    held_since: datetime | None = None,
    has_others: bool = False,
) -> Json:
    """The answer about allergies, every entry as it stands `now`, the statements that none is known which stand, and where each came from.

    `patient` is a pseudonymous reference (`Patient/…`), or a Patient resource, which comes along as it is. `held_since`: data of the patient is
    held, and `has_others`: the person has other records, so nothing may look complete. Raises ValueError where a Patient resource has no id.
    """
    at = addresses(patient, (), ())
    entries = [
        write_critical_list.allergies(told, Lacks(held_since, has_others), at),
        *([] if isinstance(patient, str) else [{"fullUrl": at.subject["reference"], "resource": patient}]),
        *(_resource(each, now, at) for each in told.entries),
        *(none_known(each, at) for each in standing(told.none_known)),
        *_provenance(told, at),
    ]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": instant(now), "entry": entries}


def _resource(told: Entry, now: datetime, at: Addresses) -> Json:
    _, write = _RESOURCES[told.kind]
    return write(told, now, at)


def _provenance(told: CriticalInformation, at: Addresses) -> Iterator[Json]:
    for entry in told.entries:
        kind, _ = _RESOURCES[entry.kind]
        yield write_critical_provenance.of_entry(entry, (kind, entry.id), at)
    for said in standing(told.none_known):
        yield write_critical_provenance.of_statement(said, (ALLERGY, statement(said)), at)
