"""Understands how a message is written: in carebus-json-1, as an AllergyIntolerance (FHIR R4), or as an ADT message (HL7 v2)."""

import json
from datetime import datetime
from typing import Any

from carebus.demo.town.drafts import Draft, Form
from carebus.demo.town.kinds import Kind
from carebus.demo.town.names import Name
from carebus.demo.town.numbers import wrong
from carebus.demo.town.writers import Writer
from carebus.domain.critical_info import entry as critical
from carebus.domain.critical_info.entry import Content
from carebus.domain.identifiers import Kind as Number
from carebus.domain.identity.events import (
    IdentifierReplaced,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    VisitMoved,
)
from carebus.domain.provenance import SourceId, SubmissionId
from carebus.publish import act

_OIDS = {Number.FNR: "2.16.578.1.12.4.1.4.1", Number.DNR: "2.16.578.1.12.4.1.4.2"}
_HER = "2.16.578.1.12.4.1.2"
_ATC = "http://www.whocc.no/atc"

_TRIGGERS: dict[type, str] = {
    IdentifierReplaced: "A47",
    PatientsMerged: "A40",
    PatientsLinked: "A24",
    PatientsUnlinked: "A37",
    VisitMoved: "A45",
}


def written(draft: Draft, name: SubmissionId, patient: Name, writer: Writer, at: datetime) -> bytes:
    """The bytes of a message; `name` is its id, which the one who sends it has given it."""
    match draft.form:
        case Form.JSON:
            return _json(draft, name, patient, writer, at)
        case Form.FHIR:
            return json.dumps(_bundle(draft, name, patient, at)).encode()
        case Form.HL7:
            return "\r".join((*_segments(draft, name, writer, at), "")).encode()


def sender(draft: Draft, writer: Writer) -> SourceId | None:
    """Who the publisher must say sends it: FHIR does not say."""
    return writer.source if draft.form is Form.FHIR else None


def _json(draft: Draft, name: SubmissionId, patient: Name, writer: Writer, at: datetime) -> bytes:
    about: dict[str, Any] = {field: each.said for field, each in draft.whom.items()}
    if not about:
        number = wrong(patient.number.value) if draft.kind is Kind.WRONG_NUMBER else patient.number.value
        about = {"patient": {"type": "FNR", "number": number}}
    source = {"kind": "HER", "value": draft.her or writer.her}
    return act(draft.record, submission_id=name, source=source, **({"at": at} | draft.fields | about))


def _bundle(draft: Draft, name: SubmissionId, patient: Name, at: datetime) -> dict[str, Any]:
    content: Content = draft.fields["content"]
    (coded,) = content.codes
    number = {"system": f"urn:oid:{_OIDS[patient.number.kind]}", "value": patient.number.value}
    told = {
        "resourceType": "AllergyIntolerance",
        "id": name,
        "patient": {"reference": "urn:uuid:11111111-1111-4111-8111-111111111111"},
        "category": ["medication" if draft.fields["kind"] is critical.Kind.DRUG_REACTION else "environment"],
        "code": {"coding": [{"system": _ATC, "code": coded.coding.code}], "text": content.text},
        "recordedDate": at.isoformat(timespec="seconds"),
    }
    person = {"resourceType": "Patient", "id": "p", "identifier": [number]}
    entries = (("1", person), ("2", told))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"urn:uuid:{n * 8}-{n * 4}-4{n * 3}-8{n * 3}-{n * 12}", "resource": each} for n, each in entries
        ],
    }


def _segments(draft: Draft, name: SubmissionId, writer: Writer, at: datetime) -> tuple[str, ...]:
    trigger, now = _TRIGGERS[draft.record], f"{at:%Y%m%d%H%M%S}+0000"
    header = (
        f"MSH|^~\\&|PAS|{writer.her}^{_HER}^ISO|CAREBUS|CAREBUS|{now}||ADT^{trigger}|{name}|P|2.5.1||||||UNICODE UTF-8"
    )
    return (header, f"EVN|{trigger}|{now}", *_about(draft))


def _about(draft: Draft) -> tuple[str, ...]:
    """Who prevails stands in PID, who gives way in MRG; of a link both are a PID."""
    one, other = draft.whom.values()
    if draft.record in (PatientsLinked, PatientsUnlinked):
        return (_pid(1, one), _pid(2, other))
    visit = draft.fields.get("visit")
    if visit is None:
        return (_pid(1, other), f"MRG|{_cx(one)}")
    return (_pid(1, other), f"MRG|{_cx(one)}||||{visit}", f"PV1|1|I{'|' * 17}{visit}")


def _pid(number: int, who: Name) -> str:
    return f"PID|{number}||{_cx(who)}"


def _cx(who: Name) -> str:
    kind, value = who.number.kind, who.number.value
    if who.number.assigner:
        return f"{value}^^^{who.number.assigner}&{_HER}&ISO^MR"
    return f"{value}^^^&{_OIDS[kind]}&ISO^{kind.value}"
