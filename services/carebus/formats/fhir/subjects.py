"""Understands whom a resource is about: the number by which a Patient is known, by its system (R23).

Source: no-basis-Patient (HL7 Norway) for the national systems; HL7 table 0203 for MR, a patient's number at a hospital.
"""

from collections.abc import Sequence

from carebus.domain.identifiers import Kind
from carebus.domain.problems import Code
from carebus.formats.fhir.concepts import codes
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf, is_to
from carebus.formats.fhir.systems import DNR, DUF, FHN, FNR, PATIENT_NUMBERS
from carebus.formats.told import Subject

_MEDICAL_RECORD = "MR"
_LASTING = (FNR, DNR, DUF, FHN)


def subject(resource: Element, shelf: Shelf, name: str = "subject") -> Subject | None:
    """The patient that the reference `name` is to; None, and a problem, where no number of theirs is in the message."""
    reference = resource.one(name)
    if reference is None:
        resource.note(Code.MISSING_PATIENT, name, "names no patient")
        return None
    target = shelf.target(reference)
    if is_to(reference, "Group") or (target is not None and target.kind != "Patient"):
        resource.note(Code.ANOTHER_SUBJECT, name, "is about a group, or something else that is not a patient")
        return None
    told = number(_numbers(reference)) if target is None else shelf.once(target, _of_patient)
    if told is None:
        resource.note(Code.MISSING_PATIENT, name, "no number of the patient is in the message")
    return told


def _of_patient(patient: Element) -> Subject | None:
    return number(patient.all("identifier"))


def number(identifiers: Sequence[Element]) -> Subject | None:
    """The number that goes first: national, then MR, then any; the newest where several are told and dated."""
    usable = [each for each in identifiers if each.text("value") is not None and each.text("use") != "old"]
    national = [each for each in usable if each.text("system") in PATIENT_NUMBERS]
    if national:
        return _national(national)
    local = [each for each in usable if _MEDICAL_RECORD in codes(each.one("type"))] or usable
    return _told(Kind.LOK, local[0]) if local else None


def _national(found: list[Element]) -> Subject:
    """The most lasting kind; of several of it those that have not ended, and never one of two by chance."""
    current = [each for each in found if not _is_ended(each)] or found
    first = min(current, key=lambda each: _LASTING.index(each.text("system") or ""))
    rivals = {each.text("value") for each in current if each.text("system") == first.text("system")}
    if len(rivals) > 1:
        first.note(Code.INVALID_IDENTIFIER, None, "several numbers of one kind, and none of them is old or ended")
    return _told(PATIENT_NUMBERS[first.text("system") or ""], first)


def _told(kind: Kind, identifier: Element) -> Subject:
    namespace = identifier.text("system") if kind is Kind.LOK else None
    return Subject(kind.value, identifier.text("value"), identifier.path("value"), None, namespace)


def _is_ended(identifier: Element) -> bool:
    period = identifier.one("period")
    return period is not None and period.text("end") is not None


def _numbers(reference: Element) -> Sequence[Element]:
    known = reference.one("identifier")
    return () if known is None else (known,)
