"""Understands a critical condition, a problem at anaesthesia, an infection or an implant as a FHIR Condition.

Source: Kritisk Info FHIR API for which kinds are Conditions; FHIR R4, con-5: `clinicalStatus` is not there where it was registered in error.
"""

from datetime import datetime

from carebus.domain.critical_info.entry import Content, Severity, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Entry
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_parts import (
    about,
    annotated,
    category,
    head,
    onset,
    recorder,
    shown,
    status,
    until,
)
from carebus.formats.fhir.write_dates import instant
from carebus.formats.fhir.write_parts import Json, concept, filled

CONDITION = "Condition"
_VERIFIED = {
    Verification.UNCONFIRMED: ("unconfirmed", None),
    Verification.PRESUMED: ("provisional", "presumed"),
    Verification.CONFIRMED: ("confirmed", None),
    Verification.REFUTED: ("refuted", None),
    Verification.ENTERED_IN_ERROR: ("entered-in-error", None),
}
_GRAVE = {Severity.LOW: "low", Severity.HIGH: "high", Severity.UNABLE_TO_ASSESS: "unable to assess"}


def condition(told: Entry, now: datetime, at: Addresses) -> Json:
    """The entry of a condition as it stands `now`; of one that is retracted, that it was."""
    content, gone = told.content or Content(), told.verification is Verification.ENTERED_IN_ERROR
    clinical = "active" if is_active(told, now) else "inactive"
    verified, text = _VERIFIED[told.verification]
    resource = {
        **head(told, verified),
        "clinicalStatus": {} if gone else status("condition-clinical", clinical),
        "verificationStatus": status("condition-ver-status", verified, text),
        "category": [category(told.kind)],
        "severity": concept(None, _GRAVE[content.severity]) if content.severity else {},
        "code": about(content),
        "subject": at.subject,
        **onset(content),
        "recordedDate": instant(told.recorder.at),
        "recorder": recorder(told.recorder),
        "evidence": evidence(content),
        "note": annotated(told, until(content)),
    }
    return at.entry(CONDITION, told.id, resource)


def evidence(content: Content) -> list[Json]:
    """How it showed itself, in words."""
    return [{"code": [each]} for each in filled(*(concept(None, shown(one)) for one in content.reactions))]
