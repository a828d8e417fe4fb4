"""Understands a reaction to a drug or another allergen, and a statement that none is known, as a FHIR AllergyIntolerance (R26).

Source: FHIR R4, ait-1 and ait-2: `clinicalStatus` is there unless it was registered in error, and never then. R4 has no word for `presumed`: it is
unconfirmed, and an extension and the text say more.
"""

from datetime import datetime

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Content, Kind, Reaction, Scope, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Entry, NoneKnown
from carebus.formats.fhir.systems import KJ_EXTENSION
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_parts import (
    about,
    annotated,
    head,
    onset,
    practitioner,
    recorder,
    status,
    until,
)
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_parts import Json, concept, element, extension, filled, words

ALLERGY = "AllergyIntolerance"
_CLINICAL, _VERIFICATION = "allergyintolerance-clinical", "allergyintolerance-verification"
_NONE_KNOWN = {
    Scope.ANY: ("716186003", "No known allergies"),
    Scope.DRUG: ("409137002", "No known drug allergies"),
}
_SNOMED = "http://snomed.info/sct"
_GRAVE = {
    "severe": "severe",
    "alvorlig": "severe",
    "moderate": "moderate",
    "mild": "mild",
    "mindre alvorlig": "moderate",
}
"""Source: no-basis-AllergyIntolerance (HL7 Norway): severe is alvorlig; moderate and mild are both mindre alvorlig."""


def allergy(told: Entry, now: datetime, at: Addresses) -> Json:
    """The entry of an allergy as it stands `now`; of one that is retracted, that it was."""
    content, gone = told.content or Content(), told.verification is Verification.ENTERED_IN_ERROR
    clinical = "active" if is_active(told, now) else "inactive"
    resource = {
        **head(told),
        "clinicalStatus": {} if gone else status(_CLINICAL, clinical),
        "verificationStatus": _verified(told.verification),
        "category": ["medication"] if told.kind is Kind.DRUG_REACTION else [],
        "criticality": content.severity.value if content.severity else None,
        "code": about(content),
        "patient": at.subject,
        **onset(content),
        "recordedDate": instant(told.recorder.at),
        "recorder": recorder(told.recorder),
        "note": annotated(told, until(content)),
        "reaction": filled(*map(_reaction, content.reactions)),
    }
    return at.entry(ALLERGY, told.id, resource)


def none_known(told: NoneKnown, at: Addresses) -> Json:
    """The entry of a statement that no allergy is known in its scope: what a person said, and when."""
    code, text = _NONE_KNOWN[told.scope]
    resource = {
        "clinicalStatus": status(_CLINICAL, "active"),
        "verificationStatus": status(_VERIFICATION, "confirmed"),
        "category": ["medication"] if told.scope is Scope.DRUG else [],
        "code": {"coding": [{"system": _SNOMED, "code": code}], "text": text},
        "patient": at.subject,
        "recordedDate": instant(told.at),
        "recorder": practitioner(told.by) or {"display": words(told.act.organisation)},
    }
    return at.entry(ALLERGY, statement(told), resource)


def statement(told: NoneKnown) -> str:
    """The name by which a statement has its address; of a scope, one stands."""
    return f"no-known-allergy-{told.scope.value}"


def _verified(told: Verification) -> Json:
    """How sure it is; `presumed` is an extension of the national service in R4."""
    if told is not Verification.PRESUMED:
        return status(_VERIFICATION, told.value)
    presumed = extension(KJ_EXTENSION["KjPresumed"], valueBoolean=True)
    return {"extension": [presumed], **status(_VERIFICATION, Verification.UNCONFIRMED.value, told.value)}


def _reaction(told: Reaction) -> Json:
    """How it showed itself; FHIR wants to know what was seen, and knows three degrees."""
    severity = _severity(told.severity)
    unsaid = None if severity else _name(told.severity)
    seen = words(told.text, unsaid)
    manifestation = concept(told.manifestation)
    if not (manifestation or seen or severity):
        return {}
    shown = {"manifestation": [manifestation], "description": seen} if manifestation else _only(seen)
    return element({**shown, "severity": severity})


def _only(seen: str | None) -> Json:
    return {"manifestation": [{"text": seen or "not told"}]}


def _severity(told: Coding | None) -> str | None:
    said = (told.code, told.display, told.text) if told else ()
    return next((_GRAVE[each.strip().lower()] for each in said if each and each.strip().lower() in _GRAVE), None)


def _name(told: Coding | None) -> str | None:
    return words(told.display, told.code) if told else None
