"""Understands the medication list, and what stands beside it, as one FHIR R4 Bundle that a nurse's system can show.

A `collection`: SFM's `document` is the answer of the national registers to a lookup, signed by a Composition, and nobody should take this for
one (R29); a `searchset` is the answer to a search, which only a server can give.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from carebus.domain.medication.reading import not_on_the_list
from carebus.domain.medication.status import Standing, is_over, is_visible, standing, standing_of_ceased
from carebus.domain.medication.treatment import Medicine
from carebus.domain.medication.view import CeasedTreatment, MedicationList, Row
from carebus.domain.provenance import PatientKey
from carebus.formats.fhir import write_beside, write_list, write_provenance, write_statement
from carebus.formats.fhir.write_addresses import Addresses, addresses
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_lacking import Lacks
from carebus.formats.fhir.write_medicine import medication
from carebus.formats.fhir.write_parts import Json
from carebus.formats.fhir.write_people import people


def bundle(
    listed: MedicationList,
    ceased: Iterable[CeasedTreatment],
    patient: dict[str, Any] | str,
    now: datetime,
    *,
    held_since: datetime | None = None,
    has_others: bool = False,
    record: Callable[[PatientKey], str] | None = None,
) -> Json:
    """The list as it stands `now`, the treatments that left it and are still visible, prescriptions, dispensings, and where each row came from.

    `patient` is a pseudonymous reference (`Patient/…`), or a Patient resource, which comes along as it is. `held_since`: data of the patient is
    held, and `has_others`: the person has other records, so nothing may look complete. `record` is the pseudonym of another record of the
    patient (None: none is named). Raises ValueError where a Patient resource has no id.
    """
    rows = [(row, standing(row, now)) for row in listed.rows if not is_over(row, now)]
    left = list(_left(ceased, {row.treatment.id for row in listed.rows}, now))
    shown = [*rows, *left]
    at = addresses(patient, (row.treatment.id for row, _ in shown), (each.id for each in listed.prescriptions))
    apart = {each.id for each in not_on_the_list(listed)}
    entries = [
        write_list.resource(listed, rows, Lacks(held_since, has_others), now, at, record),
        *_patient(patient, at),
        *(write_statement.statement(row, stands, at) for row, stands in shown),
        *(write_beside.request(each, each.id in apart, at) for each in listed.prescriptions),
        *(write_beside.dispense(each, at) for each in listed.dispensings),
        *people(listed, shown, at),
        *(medication(each, at) for each in _medicines(listed, shown)),
        *(write_provenance.of_row(row, stands, at) for row, stands in shown),
        *([write_provenance.of_reconcile(write_list.NAME, listed.reconciled, at)] if listed.reconciled else []),
    ]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": instant(now), "entry": entries}


def _left(ceased: Iterable[CeasedTreatment], listed: set[str], now: datetime) -> Iterable[tuple[Row, Standing]]:
    """Those that are shown. A treatment that the list has at the same time was read a moment apart from it: the list decides."""
    for each in ceased:
        stands = standing_of_ceased(each)
        if each.row and stands and is_visible(each, now) and each.id not in listed:
            yield write_statement.left(each, each.row), stands


def _patient(patient: dict[str, Any] | str, at: Addresses) -> list[Json]:
    return [] if isinstance(patient, str) else [{"fullUrl": at.subject["reference"], "resource": patient}]


def _medicines(listed: MedicationList, shown: Iterable[tuple[Row, Standing]]) -> Iterable[Medicine]:
    """Each medicine once."""
    taken = (row.treatment.medicine for row, _ in shown)
    prescribed = (each.medicine for each in listed.prescriptions)
    dispensed = (each.medicine for each in listed.dispensings)
    return [each for each in dict.fromkeys((*taken, *prescribed, *dispensed)) if each]
