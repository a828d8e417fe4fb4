"""The table of elements tells the truth: what it says becomes of an element does, and what it says is left out is nowhere."""

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from tests.formats.fhir.read_examples import (
    FNR,
    HER,
    HPR,
    NUMBER,
    SFM,
    answer,
    bundle,
    concept,
    named,
    patient,
    reference,
    taken,
    volven,
)

from carebus.formats.coverage import Coverage
from carebus.formats.fhir import table
from carebus.formats.fhir.coverage import coverage
from carebus.formats.fhir.resource_types import known
from carebus.formats.fhir.table import Fate, Line

ARRAYS = {
    "additionalInstruction",
    "authorizingPrescription",
    "category",
    "coding",
    "doseAndRate",
    "dosage",
    "dosageInstruction",
    "extension",
    "given",
    "identifier",
    "ingredient",
    "note",
    "partOf",
    "reasonCode",
}
ARRAYS_OF = {
    "MedicationStatement.statusReason",
    "MedicationDispense.performer",
    "AllergyIntolerance.reaction",
    "AllergyIntolerance.reaction.manifestation",
    "KjCondition.bodySite",
    "KjCondition.evidence",
    "KjCondition.evidence.code",
    "KjProcedure.bodySite",
    "PractitionerRole.code",
    "Practitioner.name",
}

ENTRIES = ("KjCondition", "KjProcedure", "KjFlag", "KjDeviceUseStatement")
"""By these names the table tells of critical information."""

STEER = {
    "Resource.id": "test_the_same_resource_has_the_same_name_each_time",
    "Resource.contained": "test_a_contained_medicine_is_found_in_its_own_resource_alone",
    "Meta": "test_the_same_resource_has_the_same_name_each_time",
    "MedicationStatement.status": "test_read_lookups and test_read_statements",
    "MedicationStatement.subject": "test_read_subjects",
    "MedicationRequest.status": "test_each_status_of_an_order_says_what_became_of_the_prescription",
    "MedicationRequest.intent": "test_a_proposal_is_a_wish_that_waits_with_its_content",
    "MedicationRequest.doNotPerform": "test_what_is_no_decision_of_a_prescriber_is_not_mapped_and_says_why",
    "MedicationRequest.reportedBoolean": "test_what_is_no_decision_of_a_prescriber_is_not_mapped_and_says_why",
    "MedicationRequest.category": "test_an_order_that_calls_itself_inpatient_keeps_an_encounter_that_is_not_in_the_message",
    "MedicationRequest.subject": "test_read_subjects",
    "MedicationRequest.encounter": "test_an_order_of_an_admission_keeps_the_visit_number",
    "MedicationDispense.status": "test_only_what_was_handed_out_is_a_fact",
    "MedicationDispense.subject": "test_read_subjects",
    "MedicationDispense.whenPrepared": "the same as whenHandedOver, where that is missing",
    "sfm-dispenseinfo[cancellation]": "test_a_cancelled_m10_is_not_told_as_handed_out",
    "sfm-reseptamendment[lockedresept]": "test_a_locked_prescription_is_a_gap_and_nothing_else",
    "sfm-reseptamendment[recallinfo]": "test_what_became_of_a_prescription_is_told",
    "sfm-reseptamendment[numberofpackages]": "test_packages_are_an_amount_too",
    "sfm-reseptamendment[lastchanged]": "test_a_paused_row_stays_paused",
    "sfm-regInfo[type]": "test_what_was_stopped_is_ceased_by_whom_and_why",
    "sfm-regInfo[timestamp]": "test_a_stop_without_a_discontinuation_is_dated_by_what_there_is",
    "sfm-medicationdetails[name]": "only where the code has no name",
    "MedicationStatement[effectiveDateTime]": "test_a_row_is_told_as_its_prescriber_wrote_it",
    "MedicationStatement.medicationCodeableConcept": "a medicine is told in one of two ways, as in a request",
    "MedicationStatement.effectiveDateTime": "effective[x] is told in one of two ways",
    "MedicationDispense.medicationCodeableConcept": "a medicine is told in one of two ways, as in a request",
    "MedicationRequest.medicationReference": "a medicine is told in one of two ways, as in a statement",
    "AllergyIntolerance.clinicalStatus": "test_what_holds_no_longer_adds_nothing_and_is_held_for_a_person",
    "AllergyIntolerance.criticality": "test_an_allergy_is_told_as_its_source_wrote_it",
    "AllergyIntolerance.patient": "test_an_allergy_to_nothing_or_of_nobody_is_held",
    "AllergyIntolerance.recorder": "test_that_of_the_national_service_is_added_with_what_its_form_says",
    "AllergyIntolerance.onsetString": "onset[x] is told in one of several ways",
    "AllergyIntolerance.onsetAge": "onset[x] is told in one of several ways",
    "AllergyIntolerance.onsetPeriod": "onset[x] is told in one of several ways",
    "AllergyIntolerance.onsetRange": "onset[x] is told in one of several ways",
    "AllergyIntolerance.onsetRange.low": "test_when_it_began_is_told_in_whichever_way_it_is_said",
    "AllergyIntolerance.onsetRange.high": "test_when_it_began_is_told_in_whichever_way_it_is_said",
    "Verified[KjPresumed]": "test_that_of_the_national_service_is_added_with_what_its_form_says",
    "About[KjInactiveIngredient]": "test_that_of_the_national_service_is_added_with_what_its_form_says",
    "AboutCoding.userSelected": "test_that_of_the_national_service_is_added_with_what_its_form_says",
    **{f"{kind}[told]": "test_write_critical_read_again" for kind in (*ENTRIES, "AllergyIntolerance")},
    **{f"{kind}.subject": "test_read_subjects" for kind in ENTRIES},
    **{f"{kind}.category": "test_each_record_type_is_read_from_the_national_form" for kind in ENTRIES},
    **{f"{kind}.status": "test_each_status_says_how_sure_it_is" for kind in ENTRIES},
    **{f"{kind}.asserter": "the same as recorder, where that is missing" for kind in ENTRIES},
    **{f"{kind}[KjUpdatedDateTime]": "test_a_put_changes_the_version_that_its_writer_had_read" for kind in ENTRIES},
    **{f"{kind}[KjUpdater]": "test_a_put_changes_the_version_that_its_writer_had_read" for kind in ENTRIES},
    **{f"{kind}[KjRecordedDate]": "test_each_record_type_is_read_from_the_national_form" for kind in ENTRIES},
    **{
        f"{kind}[KjImplanted]": "test_a_device_is_about_what_it_is_and_begins_when_it_was_implanted" for kind in ENTRIES
    },
    **{f"KjFlag[{name}]": "test_the_note_of_a_flag_is_an_extension" for name in ("note", "KjNote", "KjText")},
    "KjCondition.clinicalStatus": "test_an_alert_that_is_over_without_an_end_is_held",
    "KjCondition.verificationStatus": "test_each_status_says_how_sure_it_is",
    "KjCondition.severity": "test_how_grave_it_is_is_told_by_code_or_in_words",
    "KjProcedure.statusReason": "test_a_put_that_refutes_or_retracts_is_an_act_of_its_own",
    "KjCondition.onsetPeriod": "onset[x] is told in one of several ways",
    **{
        f"{span}{way}": "test_when_it_began_and_ended_is_told_in_whichever_way_it_is_said"
        for span in (
            "KjCondition.onset",
            "KjCondition.abatement",
            "KjProcedure.performed",
            "KjDeviceUseStatement.timing",
        )
        for way in ("DateTime", "Period", "String", "Age", "Range", "Range.low", "Range.high")
    },
    **{
        f"Device.{name}": "test_a_device_is_about_what_it_is_and_begins_when_it_was_implanted"
        for name in ("type", "deviceName", "deviceName.name")
    },
    "Medication.ingredient.itemCodeableConcept": "test_the_strength_of_several_ingredients_is_told_by_name",
    "Medication.ingredient.itemReference": "test_the_strength_of_several_ingredients_is_told_by_name",
    "Identifier.use": "test_an_old_or_ended_number_gives_way",
    "Identifier.period": "test_an_old_or_ended_number_gives_way",
    "Identifier.type": "test_of_local_numbers_the_hospitals_own_goes_first",
    "Dosage.sequence": "test_the_instructions_stand_in_their_order",
    "Dosage.asNeededBoolean": "test_as_needed_is_never_lost",
}
"""What steers and is not itself told, with the test that sees it steer."""

NAMED = {table.ANY: "text", "Reference": "display"}
MEDICATION = "urn:uuid:medication"
ON = {
    "MedicationStatement",
    "MedicationRequest",
    "MedicationDispense",
    "Medication",
    "Dosage",
    "AllergyIntolerance",
    "About",
    "AboutCoding",
    "Verified",
    "KjCondition",
    "KjProcedure",
    "KjFlag",
    "KjDeviceUseStatement",
    "Device",
}


COMPOSED = {table.GROUP, "Dosage", "Annotation", "Identifier", "About", "AboutCoding", "Verified", "Coding"}
"""Types that are filled by lines of their own."""


class Filled:
    """Every element of the area's resources, each with a value of its own; `used` and `dropped` are those values by element."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.used: dict[str, str] = {}
        self.dropped: dict[str, str] = {}

    def resource(self, kind: str, **given: Any) -> dict[str, Any]:
        return {"resourceType": kind, **self.inside(kind, given), **given}

    def inside(self, of: str, given: Any = ()) -> dict[str, Any]:
        lines = [line for name, line in table.table().items() if re.fullmatch(re.escape(of) + r"\.[A-Za-z]+", name)]
        made = {}
        for line in lines:
            name = line.element.rpartition(".")[2]
            if name not in given and line.element not in STEER and line.fate is not Fate.HELD:
                content = self.content(line)
                many = name in ARRAYS or line.element in ARRAYS_OF
                made[name] = [content] if many and line.fate is Fate.USED else content
        if (own := self.extensions(of)) and "extension" not in given:
            made["extension"] = own
        return made

    def extensions(self, of: str) -> list[dict[str, Any]]:
        lines = [line for name, line in table.table().items() if name.startswith(f"{of}[") and "*" not in name]
        return [self.extension(line) for line in lines if line.element not in STEER and line.fate is not Fate.HELD]

    def extension(self, line: Line) -> dict[str, Any]:
        name = line.element.partition("[")[2][:-1]
        url = f"http://hl7.no/fhir/StructureDefinition/{name}" if name.startswith("no-basis") else name
        url = f"http://ehelse.no/fhir/StructureDefinition/{name}" if name.startswith("sfm-") else url
        url = f"http://nhn.no/kj/fhir/StructureDefinition/{name}" if name.startswith("Kj") else url
        if line.element in GIVEN:
            return {"url": url, **GIVEN[line.element]}
        if line.element in SPECIAL:
            return {"url": url, **SPECIAL[line.element](self, line)}
        if line.type == table.GROUP:
            return {"url": url, "extension": self.extensions(name)}
        if line.type in (table.VALUE, table.ANY):
            return {"url": url, "valueString": self.token(line)}
        return {"url": url, f"value{line.type}": self.content(line)}

    def content(self, line: Line) -> Any:
        if line.element in GIVEN:
            return GIVEN[line.element]
        if line.element in SPECIAL:
            return SPECIAL[line.element](self, line)
        if line.type == table.VALUE:
            return self.token(line)
        if line.type in NAMED:
            return {NAMED[line.type]: self.token(line)}
        return self.typed(line)

    def typed(self, line: Line) -> Any:
        if line.type == "CodeableConcept":
            return {
                "coding": [
                    {"system": f"http://{self.token(line)}", "code": self.token(line), "display": self.token(line)}
                ]
            }
        if line.type in ("Quantity", "Ratio"):
            quantity = {"value": self.number(line), "unit": self.token(line)}
            return quantity if line.type == "Quantity" else {"numerator": quantity}
        if line.type == "Period":
            return {"start": self.day(line), "end": self.day(line)}
        return self.inside(line.element if line.type == table.GROUP else line.type)

    def token(self, line: Line) -> str:
        return self.note(line, f"value-{next(self.numbers):05}")

    def number(self, line: Line) -> float:
        return float(self.note(line, f"{next(self.numbers)}.5"))

    def day(self, line: Line) -> str:
        number = next(self.numbers)
        return self.note(line, f"{2000 + number // 28}-01-{1 + number % 28:02}")

    def note(self, line: Line, token: str) -> str:
        (self.used if line.fate is Fate.USED else self.dropped)[token] = line.element
        return token


def _date(filled: Filled, line: Line) -> Any:
    return {"valueDate": filled.day(line)} if "[" in line.element else filled.day(line)


def _at(filled: Filled, line: Line) -> Any:
    return filled.day(line) + "T00:00:00Z"


def _timing(filled: Filled, line: Line) -> Any:
    return {
        "repeat": {"period": 7.5, "dayOfWeek": [filled.token(line)]},
        "event": [filled.token(line)],
        "code": {"text": filled.token(line)},
    }


GIVEN = {
    "MedicationStatement.medicationReference": reference(MEDICATION),
    "MedicationDispense.medicationReference": reference(MEDICATION),
    "MedicationRequest.substitution.allowedBoolean": True,
    "Dosage.text": None,
    "sfm-generic-substitution[genericSubstitutionAccepted]": {"valueBoolean": True},
}
SPECIAL = {
    "MedicationStatement.identifier": lambda f, line: named("ReseptId", f.token(line)),
    "MedicationStatement.partOf": lambda f, line: {"identifier": named("PLL", f.token(line))},
    "MedicationStatement.effectivePeriod": lambda f, line: {"start": f.day(line), "end": "2099-01-01"},
    "MedicationStatement.dateAsserted": _date,
    "MedicationRequest.identifier": lambda f, line: named("ReseptId", f.token(line)),
    "MedicationRequest.authoredOn": _date,
    "MedicationRequest.dispenseRequest.numberOfRepeatsAllowed": lambda f, line: f.number(line),
    "MedicationDispense.authorizingPrescription": lambda f, line: {"identifier": named("PLL", f.token(line))},
    "MedicationDispense.whenHandedOver": _date,
    "AllergyIntolerance.identifier": lambda f, line: {"value": f.token(line)},
    "AllergyIntolerance.category": lambda f, line: f.token(line),
    "AllergyIntolerance.onsetDateTime": _date,
    "AllergyIntolerance.recordedDate": _at,
    "AllergyIntolerance.lastOccurrence": _date,
    **{f"{kind}.identifier": lambda f, line: {"value": f.token(line)} for kind in ENTRIES},
    "KjCondition.recordedDate": _at,
    "KjDeviceUseStatement.recordedOn": _at,
    "KjDeviceUseStatement.device": lambda f, line: {"display": f.token(line)},
    "KjFlag.period": lambda f, line: {"start": f.day(line)},
    **{f"{kind}[KjValidUntil]": lambda f, line: {"valueDateTime": f.day(line)} for kind in ENTRIES},
    "AllergyIntolerance.reaction.onset": _date,
    "Medication.code": lambda f, line: {
        "coding": [
            {"system": "http://ehelse.no/fhir/CodeSystem/FEST", "code": f.token(line), "display": f.token(line)},
            {"system": "http://www.whocc.no/atc", "code": f.token(line), "display": f.token(line)},
        ]
    },
    "Dosage.timing": _timing,
    "Dosage.doseAndRate": lambda f, line: {"rateQuantity": {"unit": f.token(line)}},
    "Dosage[sfm-use]": lambda f, line: {"valueCodeableConcept": volven("9101", f.token(line), f.token(line))},
    "Dosage[sfm-application-area]": lambda f, line: {"extension": [{"url": "text", "valueString": f.token(line)}]},
    "MedicationStatement[sfm-libitemcomment]": lambda f, line: {
        "extension": [{"url": "comment", "valueString": f.token(line)}]
    },
    "sfm-discontinuation[timedate]": _date,
    "sfm-reseptamendment[reseptdate]": _date,
    "sfm-reseptamendment[expirationdate]": _date,
    "ereseptdosing[starttime]": _date,
    "ereseptdosing[endtime]": _date,
}


def observation(filled: Filled, status: str, *ids: Any, registered: str = "1") -> tuple[Any, Any]:
    """One statement with everything in it, in an answer of SFM."""
    made = filled.resource("MedicationStatement", status=status, subject=reference("Patient/nora"))
    made["identifier"] += ids
    for each in made["extension"]:
        if each["url"] == f"{SFM}regInfo":
            each["extension"].append({"url": "type", "valueCodeableConcept": concept(registered)})
    return made, {"fullUrl": MEDICATION, "resource": filled.resource("Medication")}


def documents(filled: Filled) -> list[Any]:
    plain = {"subject": reference("Patient/nora"), "id": "r1"}
    medication = {"fullUrl": MEDICATION, "resource": filled.resource("Medication")}
    return [
        answer(*observation(filled, "active", named("PLL", "pll-1"))),
        answer(*observation(filled, "stopped", named("PLL", "pll-1"), registered="3")),
        answer(*observation(filled, "active")),
        bundle(patient(), filled.resource("MedicationStatement", status="stopped", **plain), medication),
        bundle(patient(), filled.resource("MedicationRequest", status="active", intent="order", **plain)),
        bundle(patient(), filled.resource("MedicationRequest", status="active", intent="proposal", **plain)),
        bundle(patient(), filled.resource("MedicationDispense", status="completed", **plain), medication),
        bundle(patient(), filled.resource("AllergyIntolerance", id="a1", patient=reference("Patient/nora"))),
        *(bundle(patient(), *each) for each in of_the_national_service(filled)),
    ]


def of_the_national_service(filled: Filled) -> Iterator[list[Any]]:
    """One of each type of resource with everything in it; the statement about a device with its device."""
    for profile, status in (
        ("KjConditionInfection", {}),
        ("KjProcedure", {"status": "in-progress"}),
        ("KjFlag", {"status": "active"}),
        ("KjDeviceUseStatement", {"status": "active"}),
    ):
        kind = profile.removesuffix("Infection")
        meta = {"profile": [f"http://nhn.no/kj/fhir/StructureDefinition/{profile}"], "versionId": "1"}
        made = filled.resource(kind, id="k1", meta=meta, subject=reference("Patient/nora"), **status)
        yield [made | {"resourceType": kind.removeprefix("Kj")}]


@pytest.fixture
def filled(provenance):
    made = Filled()
    found = documents(made)
    parts = [taken(each).parts[0] for each in found]
    assert [each.problems for each in parts] == [()] * len(parts)
    return made, found, " ".join(repr(each.submission(provenance)) + repr(each) for each in parts)


def test_each_used_element_comes_out_and_what_is_left_out_is_nowhere(filled):
    made, _, seen = filled
    came_out = {element for token, element in made.used.items() if token in seen or _as_date(token) in seen}
    assert set(made.used.values()) - came_out == set()
    assert {element for token, element in made.dropped.items() if re.search(rf"{re.escape(token)}\b", seen)} == set()
    assert len(came_out) > 55


def _as_date(token: str) -> str:
    """A day as a datetime shows itself."""
    day = re.fullmatch(r"(\d{4})-01-(\d\d)", token)
    return f"datetime.datetime({day[1]}, 1, {int(day[2])}, 0, 0" if day else token


def test_coverage_knows_all_of_a_message_with_every_element(filled):
    _, found, _ = filled
    for each in found:
        counted = coverage(json.dumps(each).encode())
        assert isinstance(counted, Coverage)
        assert dict(counted.unknown) == {}
        assert counted.used > 20


def test_every_used_line_of_our_resources_is_filled_or_seen_to_steer(filled):
    made, _, _ = filled
    told = set(made.used.values()) | {"MedicationRequest.substitution.allowedBoolean"}
    ours = [
        line for line in table.table().values() if re.split(r"[.\[]", line.element)[0] in ON and line.fate is Fate.USED
    ]
    plain = {line.element for line in ours if line.type not in COMPOSED}
    via = {"Dosage.text", "MedicationStatement.medicationReference", "MedicationDispense.medicationReference"}
    assert plain - told - set(STEER) - via == set()


def test_whatever_is_left_out_has_a_reason_and_every_data_type_has_lines():
    lines = table.table().values()
    assert all(len(line.what) > 6 for line in lines if line.fate is not Fate.USED)
    types = {line.type for line in lines} - {table.VALUE, table.ANY, table.GROUP, table.RESOURCE}
    assert types <= table.kinds()
    assert {line.element for line in lines if line.type == table.GROUP and not _has_children(line.element)} == set()


def _has_children(element: str) -> bool:
    own = element.partition("[")[2][:-1] if element.endswith("]") else element
    return any(name.startswith((f"{own}.", f"{own}[")) for name in table.table())


def test_what_is_in_no_line_is_unknown_by_its_name():
    content = {
        "resourceType": "MedicationRequest",
        "colour": "red",
        "extension": [{"url": "http://x/shoe", "valueInteger": 9}],
    }
    counted = coverage(json.dumps(content).encode())
    assert dict(counted.unknown) == {"MedicationRequest.colour": 1, "MedicationRequest[shoe]": 2}


def test_a_resource_of_another_area_is_left_out_as_a_whole():
    counted = coverage(json.dumps(bundle({"resourceType": "Observation", "a": {"b": [1, 2]}})).encode())
    assert counted.dropped["not this area: Observation"] == 3
    assert not counted.unknown


def test_a_type_of_resource_that_there_is_not_is_unknown():
    assert coverage(b'{"resourceType": "Medicationrequest"}').unknown == {"resourceType": 1}


def test_what_cannot_be_read_is_a_problem():
    assert not isinstance(coverage(b"{"), Coverage)


def test_the_types_of_resource_are_those_of_r4():
    assert len(known()) == 146
    assert {"MedicationRequest", "Bundle", "Parameters"} <= known()


def test_everything_is_counted_once():
    document = answer(patient())
    counted = coverage(json.dumps(document).encode())
    assert counted.total == len(re.findall(r'(?<=: )(?:"|true|false|-?\d)', json.dumps(document))) + _in_arrays(
        document
    )


def _in_arrays(node: Any) -> int:
    if isinstance(node, dict):
        return sum(_in_arrays(each) for each in node.values())
    return sum(1 if isinstance(each, str) else _in_arrays(each) for each in node) if isinstance(node, list) else 0


def test_people_of_the_message_are_covered():
    people = [
        patient(birthDate="1990-01-01", name=[{"text": "x"}]),
        {
            "resourceType": "Practitioner",
            "identifier": [{"system": HPR, "value": "1"}, {"system": FNR, "value": NUMBER}],
            "gender": "female",
        },
        {"resourceType": "Organization", "identifier": [{"system": HER, "value": "1"}], "address": [{"city": "x"}]},
        {"resourceType": "Encounter", "class": {"code": "IMP"}, "period": {"start": "2026"}},
    ]
    assert not coverage(json.dumps(bundle(*people)).encode()).unknown
