"""What FHIR R4 allows in the resources that are written: elements, cardinalities, primitives, and the value sets that are in use.

`!` is 1..1, `+` 1..*, `*` 0..*, nothing 0..1. Only elements that the bundle has are here: another one is a defect until it is looked up.
Source: FHIR R4 (4.0.1), the resource and data type definitions.
"""

import re

_SHAPES = """
Bundle: resourceType!string type!code timestamp!instant entry*BundleEntry
BundleEntry: fullUrl!uri resource!Resource
List: resourceType!string id!id meta!Meta status!code mode!code title.string code.CodeableConcept subject.Reference date.dateTime source.Reference \
note*Annotation entry*ListEntry emptyReason.CodeableConcept
ListEntry: flag.CodeableConcept item!Reference
MedicationStatement: resourceType!string id!id meta!Meta extension*Extension identifier+Identifier basedOn*Reference status!code \
statusReason*CodeableConcept medicationReference!Reference subject!Reference effectivePeriod.Period dateAsserted.dateTime \
informationSource.Reference reasonCode*CodeableConcept note*Annotation dosage*Dosage
Medication: resourceType!string id!id code.CodeableConcept form.CodeableConcept
MedicationRequest: resourceType!string id!id identifier*Identifier status!code statusReason.CodeableConcept intent!code category*CodeableConcept \
reportedReference.Reference medicationReference.Reference medicationCodeableConcept.CodeableConcept subject!Reference encounter.Reference \
supportingInformation*Reference authoredOn.dateTime requester.Reference note*Annotation dosageInstruction*Dosage dispenseRequest.Supply
Supply: validityPeriod.Period numberOfRepeatsAllowed.unsignedInt quantity.Quantity
MedicationDispense: resourceType!string id!id identifier*Identifier status!code medicationReference.Reference \
medicationCodeableConcept.CodeableConcept subject.Reference supportingInformation*Reference performer*Performer authorizingPrescription*Reference \
quantity.Quantity whenHandedOver.dateTime note*Annotation
PractitionerRole: resourceType!string id!id practitioner.Reference organization.Reference code*CodeableConcept
Performer: actor!Reference
Provenance: resourceType!string id!id target+Reference occurredDateTime.dateTime recorded!instant activity.CodeableConcept agent+Agent entity*Entity
Agent: type.CodeableConcept role*CodeableConcept who!Reference
Entity: role!code what!Reference agent*Agent
Meta: versionId!id
Extension: url!uri extension*Extension valueDate.date valueDateTime.dateTime valueBoolean.boolean valueQuantity.Quantity \
valueCodeableConcept.CodeableConcept valueReference.Reference
Identifier: use.code type.CodeableConcept system.uri value!string
Reference: reference.uri type.uri identifier.Identifier display.string
CodeableConcept: coding*Coding text.string
Coding: system.uri code!code display.string
Annotation: text!string
Period: start.dateTime end.dateTime
Quantity: value!decimal unit.string
Dosage: extension*Extension sequence!integer text.string additionalInstruction*CodeableConcept timing.Timing site.CodeableConcept doseAndRate*Dose
Dose: doseQuantity!Quantity
Timing: repeat.Repeat code.CodeableConcept
Repeat: boundsPeriod!Period
"""
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_ZONE = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))"
_TIME = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?" + _ZONE
_TEXTS = {
    "string": r"[\s\S]*\S[\s\S]*",
    "code": r"\S+( \S+)*",
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "uri": r"\S+",
    "date": _DATE,
    "dateTime": f"{_DATE}|{_TIME}",
    "instant": _TIME,
}
_VALUES = {"boolean": bool, "integer": int, "unsignedInt": int, "decimal": (int, float)}
VALUE_SETS = {
    ("Bundle", "type"): {"collection"},
    ("List", "status"): {"current", "retired"},
    ("List", "mode"): {"working", "snapshot"},
    ("MedicationStatement", "status"): {"active", "completed", "intended", "stopped", "on-hold"},
    ("MedicationRequest", "status"): {"active", "on-hold", "stopped", "completed"},
    ("MedicationRequest", "intent"): {"order"},
    ("MedicationDispense", "status"): {"completed"},
    ("Entity", "role"): {"source"},
    ("Identifier", "use"): {"usual"},
}
_ELEMENT = re.compile(r"(\w+?)([!+*.])(\w+)")
SHAPES = {
    name: {each[1]: (each[2], each[3]) for each in map(_ELEMENT.fullmatch, elements.split())}
    for name, _, elements in (line.partition(": ") for line in _SHAPES.strip().replace("\\\n", "").splitlines())
}


def faults(content, kind="Bundle", where="Bundle"):
    """Everything that is not as R4 has it; the patient's own resource is not ours."""
    if kind == "Resource":
        kind = where = content["resourceType"]
        if kind == "Patient":
            return
    if kind not in SHAPES:
        yield from _primitive(content, kind, where)
        return
    shape = SHAPES[kind]
    yield from (f"{where}.{name}: no such element" for name in content if name not in shape)
    yield from (
        f"{where}.{name}: missing" for name, (times, _) in shape.items() if times in "!+" and name not in content
    )
    yield from _choices(content, kind, where)
    for name in content.keys() & shape.keys():
        yield from _element(content[name], (kind, name), where)


def _element(content, place, where):
    kind, name = place
    times, type_ = SHAPES[kind][name]
    path = f"{where}.{name}"
    if times in "+*" and (not isinstance(content, list) or not content):
        yield f"{path}: no list, or an empty one"
        return
    for each in content if times in "+*" else [content]:
        if each in ({}, [], "", None):
            yield f"{path}: empty"
        elif place in VALUE_SETS and each not in VALUE_SETS[place]:
            yield f"{path}: {each} is not in use"
        else:
            yield from faults(each, type_, path)


def _primitive(content, kind, where):
    if kind in _TEXTS:
        if not isinstance(content, str) or not re.fullmatch(_TEXTS[kind], content, re.ASCII if kind != "string" else 0):
            yield f"{where}: no {kind}"
    elif not isinstance(content, _VALUES[kind]) or (kind != "boolean" and isinstance(content, bool)):
        yield f"{where}: no {kind}"


def _choices(content, kind, where):
    """Elements of which one, and only one, is there."""
    if kind == "Extension":
        said = [name for name in content if name != "url"]
        if len(said) != 1:
            yield f"{where}: {said} in an extension"
    if (
        kind in {"MedicationRequest", "MedicationDispense"}
        and sum(name.startswith("medication") for name in content) != 1
    ):
        yield f"{where}: not one medication"
    if kind == "List" and ("entry" in content) == ("emptyReason" in content):
        yield f"{where}: rows, or a reason why there are none"
    if kind in {"Reference", "CodeableConcept", "Period", "Dosage"} and not content:
        yield f"{where}: says nothing"
