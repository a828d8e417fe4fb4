"""Understands the medication list itself as a FHIR List: which rows stand on it, how far it may be trusted, and why it is empty.

`mode` is `working` where it is the patient's list; a `snapshot`, which nobody should assume to be current, where it is not authoritative (R8), nobody
here ever decided on it (R29), there is none yet, or it goes on in another record: then its `status` is `retired` (R23).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from carebus.domain.medication.nothing import silence
from carebus.domain.medication.status import PAUSE_ENDED, Standing
from carebus.domain.medication.view import MedicationList, Row
from carebus.domain.provenance import PatientKey
from carebus.domain.results.nothing import FHIR, Silence
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_lacking import Lacks
from carebus.formats.fhir.write_list_notes import told_of
from carebus.formats.fhir.write_parts import Json, element, notes, words
from carebus.formats.fhir.write_people import person

NAME = "medication list"
_CODE = {
    "system": "http://terminology.hl7.org/CodeSystem/list-example-use-codes",
    "code": "medications",
    "display": "Medication List",
}
_EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_DISPLAY = {"nilknown": "Nil Known", "notasked": "Not Asked", "unavailable": "Unavailable"}


def resource(
    listed: MedicationList,
    rows: Sequence[tuple[Row, Standing]],
    lacks: Lacks,
    now: datetime,
    at: Addresses,
    record: Callable[[PatientKey], str] | None = None,
) -> Json:
    """The entry of the list with the rows that are shown. `meta.versionId` is the version that a writer states as base (R2)."""
    content = {
        "meta": {"versionId": str(listed.version)},
        "status": "retired" if listed.closed else "current",
        "mode": "working" if _is_theirs(listed) and not lacks else "snapshot",
        "title": "Medication list",
        "code": {"coding": [dict(_CODE)]},
        "subject": at.subject,
        "date": instant(listed.steps[-1].at) if listed.steps else None,
        "source": _source(listed, at),
        "note": notes(*told_of(listed, lacks, now, record)),
        "entry": [_entry(row, stands, at) for row, stands in rows],
        "emptyReason": {} if rows else _reason(lacks.silence or silence(listed)),
    }
    return at.entry("List", NAME, content)


def _is_theirs(listed: MedicationList) -> bool:
    is_decided = not listed.imported or listed.edited is not None or listed.reconciled is not None
    return listed.version > 0 and listed.closed is None and listed.authoritative and is_decided


def _source(listed: MedicationList, at: Addresses) -> Json:
    """Who decided what stands on it last."""
    edited = listed.edited
    if edited is None:
        return {}
    return person(edited.by, at) or element({"display": words(edited.organisation)})


def _entry(row: Row, stands: Standing, at: Addresses) -> Json:
    flag = {"text": stands.words} if stands.words == PAUSE_ENDED else {}
    return element({"flag": flag, "item": at.statement(row.treatment.id)})


def _reason(told: Silence) -> Json:
    """The word for nothing (R19): `none known` is a person's statement, and is never derived from an empty list."""
    code = FHIR[told.word] or ""
    since = f"since {instant(told.since)}" if told.since else None
    return {
        "coding": [{"system": _EMPTY, "code": code, "display": _DISPLAY[code]}],
        "text": words(told.word.value, since),
    }
