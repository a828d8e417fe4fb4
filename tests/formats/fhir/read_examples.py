"""Builders of FHIR messages in which only what matters is said: Nora, her medicines, and the answer of SFM about them."""

import json
from typing import Any

from carebus.domain.problems import Code
from carebus.formats.fhir.messages import read
from carebus.formats.told import Message, Told

SFM = "http://ehelse.no/fhir/StructureDefinition/sfm-"
VOLVEN = "urn:oid:2.16.578.1.12.4.1.1."
FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
HPR = "urn:oid:2.16.578.1.12.4.1.4.4"
HER = "urn:oid:2.16.578.1.12.4.1.2"
NUMBER = "12837121246"

Json = dict[str, Any]


def concept(code: str, system: str = "http://example.org", display: str | None = None, text: str | None = None) -> Json:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]} | ({"text": text} if text else {})


def volven(number: str, code: str, display: str) -> Json:
    return concept(code, VOLVEN + number, display)


def reference(to: str, **more: Any) -> Json:
    return {"reference": to, **more}


def patient(**told: Any) -> Json:
    return {"resourceType": "Patient", "id": "nora", "identifier": [{"system": FNR, "value": NUMBER}], **told}


def resource(kind: str, **told: Any) -> Json:
    medicine = {} if "medicationReference" in told else {"medicationCodeableConcept": {"text": "Metoprolol"}}
    known = {"resourceType": kind, "id": "r1", "subject": reference("Patient/nora"), **medicine}
    return {name: value for name, value in (known | told).items() if value is not None}


def request(**told: Any) -> Json:
    return resource("MedicationRequest", **({"status": "active", "intent": "order"} | told))


def dispense(**told: Any) -> Json:
    return resource("MedicationDispense", **({"status": "completed", "whenHandedOver": "2026-11-20"} | told))


def statement(**told: Any) -> Json:
    return resource("MedicationStatement", **({"status": "active"} | told))


def bundle(*resources: Json, kind: str = "collection", **told: Any) -> Json:
    entries = [each if "resource" in each or "request" in each else {"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **told}


def extension(url: str, *parts: Json, **value: Any) -> Json:
    return {"url": url, **value, **({"extension": list(parts)} if parts else {})}


def sfm(name: str, *parts: Json, **value: Any) -> Json:
    return extension(SFM + name, *parts, **value)


def named(kind: str, value: str) -> Json:
    return {"type": {"text": kind}, "value": value}


def registered(role: str, display: str = "", at: str = "2026-10-01T09:00:00+02:00", status: str = "3") -> Json:
    return sfm(
        "regInfo",
        extension("status", valueCodeableConcept=concept(status, display="Til godkjenning")),
        extension("type", valueCodeableConcept=concept(role, display=display)),
        extension("provider", valueReference=reference("urn:uuid:holm")),
        extension("timestamp", valueDateTime=at),
    )


def amendment(*parts: Json) -> Json:
    return sfm("reseptamendment", *parts)


def entry(own: str | None = "pll-1", prescription: str | None = "rx-1", **told: Any) -> Json:
    """One MedicationStatement of SFM's answer."""
    ids = [named(kind, value) for kind, value in (("PLL", own), ("ReseptId", prescription)) if value]
    return statement(**({"id": None, "identifier": ids, "extension": [registered("1")]} | told))


def m25(code: str, at: str = "2026-11-01T10:00:00+01:00", *parts: Json, **told: Any) -> Json:
    """The Basic that stands for one of the messages M25."""
    information = sfm("pllInformation", extension("PLLdate", valueDateTime=at), *parts)
    coding = concept(code, "http://ehelse.no/fhir/CodeSystem/sfm-message-type")
    return {
        "resourceType": "Basic",
        "identifier": [{"value": code}],
        "code": coding,
        "extension": [information],
        **told,
    }


def answer(*resources: Json, composition: Json | None = None, **parameters: Json) -> Json:
    """What SFM answers: Dr Holm of Fjordgata looked Nora up."""
    first = {
        "resourceType": "Composition",
        "identifier": {"value": "answer-7"},
        "subject": reference("Patient/nora"),
        **(composition or {}),
    }
    holm = {
        "resourceType": "Practitioner",
        "identifier": [{"system": HPR, "value": "9144900"}, {"system": FNR, "value": "16886699927"}],
        "name": [{"family": "Holm", "given": ["Kari"]}],
    }
    told = {"RFHentetTidspunkt": {"valueDateTime": "2026-11-20T12:00:00+01:00"}, **parameters}
    everything = bundle(
        first,
        patient(),
        {"fullUrl": "urn:uuid:holm", "resource": holm},
        *resources,
        kind="document",
        meta={"profile": [SFM + "MedicationBundle"]},
    )
    named_ = [{"name": name, **value} for name, value in told.items()]
    return {"resourceType": "Parameters", "parameter": [{"name": "medication", "resource": everything}, *named_]}


def taken(document: Json) -> Message:
    got = read(json.dumps(document).encode())
    assert isinstance(got, Message), got
    return got


def part(document: Json) -> Told:
    """The only part of a message."""
    (one,) = taken(document).parts
    return one


def told(document: Json, provenance: Any) -> Any:
    """The submission of the only part of a message that has no problem."""
    one = part(document)
    assert one.submission is not None, one.problems
    return one.submission(provenance)


def submitted(content: Json, provenance: Any) -> Any:
    """What a resource about Nora becomes."""
    return told(bundle(patient(), content), provenance)


def problems(document: Json) -> set[tuple[Code, str]]:
    """Code and place of everything that is wrong with the only part of a message."""
    one = part(document)
    assert one.submission is None
    return {(each.code, each.where) for each in one.problems}


def refused(document: Json | bytes) -> set[tuple[Code, str]]:
    """Code and place of everything for which the whole message is not read."""
    got = read(document if isinstance(document, bytes) else json.dumps(document).encode())
    assert isinstance(got, tuple), got
    return {(each.code, each.where) for each in got}
