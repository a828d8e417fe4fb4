"""Critical information by profile or category: registered as it comes, changed by a PUT (R10-R12); what says neither is passed over."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.fhir.read_examples import (
    HPR,
    bundle,
    concept,
    extension,
    patient,
    problems,
    reference,
    refused,
    submitted,
    taken,
    told,
)

from carebus.domain.coding import Coding
from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.critical_info.entry import Coded, Kind, Person, Severity, Verification
from carebus.domain.critical_info.events import (
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
)
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.decision import Accepted
from carebus.domain.problems import Code
from carebus.formats.coverage import Coverage
from carebus.formats.fhir.coverage import coverage
from carebus.formats.fhir.messages import read
from carebus.formats.told import Message

PLACE = "Bundle.entry[1].resource"
KJ = "http://nhn.no/kj/fhir/StructureDefinition/"
CODES = "http://nhn.no/kj/fhir/CodeSystem/"
ICD10 = "urn:oid:2.16.578.1.12.4.1.1.7110"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
HOLM = {
    "resourceType": "PractitionerRole",
    "id": "recorderRef",
    "practitioner": {"identifier": {"system": HPR, "value": "9144900"}, "display": "Holm, Kari"},
    "organization": {
        "identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "315000025"},
        "display": "Tindgard",
    },
    "code": [concept("LE", f"{CODES}CategoriesOfHealthProfessionals", "Lege")],
}


def entry(kind="Condition", profile="ConditionInfection", category="10", **said):
    """An entry as the national service has it."""
    who = {"Flag": "author", "DeviceUseStatement": "source"}.get(kind, "recorder")
    category = concept(category, f"{CODES}TypeOfCriticalInformation") if category else None
    known = {
        "resourceType": kind,
        "id": "k1",
        "meta": {"profile": [f"{KJ}Kj{profile}"], "versionId": "1"},
        "contained": [HOLM],
        "category": category if kind == "Procedure" or category is None else [category],
        "subject": reference("Patient/nora"),
        who: reference("#recorderRef"),
        "code": None if kind == "DeviceUseStatement" else concept("B18.1", ICD10, "Kronisk virushepatitt B"),
    }
    known |= (
        {"verificationStatus": concept("confirmed", VERIFICATION)} if kind == "Condition" else {"status": ACTIVE[kind]}
    )
    return {name: value for name, value in (known | said).items() if value is not None}


ACTIVE = {"Procedure": "in-progress", "Flag": "active", "DeviceUseStatement": "active"}
DEVICE = {"resourceType": "Device", "id": "d", "type": concept("14106009", "http://snomed.info/sct", "Pacemaker")}
FORMS = [
    (("Condition", "ConditionComplicationsOfAnesthesia", "3"), Kind.INTUBATION_PROBLEM),
    (("Condition", "ConditionComplicationsOfAnesthesia", "4"), Kind.OTHER_ANAESTHESIA_PROBLEM),
    (("Condition", "ConditionCriticalMedicalCondition", "5"), Kind.CRITICAL_CONDITION),
    (("Procedure", "Procedure", "6"), Kind.ONGOING_TREATMENT),
    (("Condition", "ConditionTransplantsAndOtherForeignBodies", "7"), Kind.IMPLANT),
    (("Flag", "Flag", "9"), Kind.CHANGED_ROUTINE),
    (("Condition", "ConditionInfection", "10"), Kind.INFECTION),
]
RECORDED = extension(f"{KJ}KjRecordedDate", valueDateTime="2021-03-14T12:15:27+01:00")


def put(resource, version="3"):
    """A resource that changes what is here."""
    changed = resource | {"meta": resource["meta"] | {"versionId": version}}
    changed["meta"] = {name: value for name, value in changed["meta"].items() if value is not None}
    return {"resource": changed, "request": {"method": "PUT", "url": f"{resource['resourceType']}/k1"}}


def content(provenance, *form, **said):
    return submitted(entry(*form, **said), provenance).content


def wrong(*form, **said):
    return problems(bundle(patient(), entry(*form, **said)))


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_each_record_type_is_read_from_the_national_form(provenance, form, kind):
    (part,) = taken(bundle(patient(), entry(*form, extension=[RECORDED]))).parts
    event = part.submission(provenance)

    assert (type(event), event.kind, event.id) == (CriticalInfoRegistered, kind, "kritisk-info|k1")
    assert (event.verification, part.area) == (Verification.CONFIRMED, "critical-info")
    assert event.content.codes == (Coded(Coding(ICD10.removeprefix("urn:oid:"), "B18.1", "Kronisk virushepatitt B")),)
    assert event.by == Person("Holm, Kari", "Lege", "9144900", "Tindgard")
    assert part.occurred == datetime(2021, 3, 14, 11, 15, 27, tzinfo=UTC)
    assert isinstance(CRITICAL_INFO.decide({}, event, provenance.received), Accepted)


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_the_category_alone_says_what_it_is_where_it_is_the_national_one(provenance, form, kind):
    plain = submitted(entry(*form, meta={"versionId": "1"}), provenance)
    assert (plain.kind, plain.id) == (kind, f"{provenance.source}/k1")


@pytest.mark.parametrize(
    ("form", "kind"), [each for each in FORMS if each[0][1] != "ConditionComplicationsOfAnesthesia"]
)
def test_the_profile_alone_says_what_it_is_where_it_is_for_one_record_type(provenance, form, kind):
    assert submitted(entry(*form[:2], None), provenance).kind is kind


def test_which_problem_at_anaesthesia_it_is_must_be_said():
    assert wrong("Condition", "ConditionComplicationsOfAnesthesia", None) == {(Code.INVALID_VALUE, f"{PLACE}.category")}


def test_a_profile_and_a_category_that_contradict_each_other_are_held():
    assert wrong("Condition", "ConditionInfection", "5") == {(Code.INVALID_VALUE, f"{PLACE}.category")}
    assert wrong("Condition", "ConditionInfection", "9") == {(Code.INVALID_VALUE, f"{PLACE}.category")}


def test_a_form_that_carebus_does_not_know_is_held_and_not_passed_over():
    assert wrong("Condition", "ConditionNew", None) == {(Code.INVALID_VALUE, f"{PLACE}.category")}


def test_a_limit_of_treatment_is_no_entry_and_is_held_for_its_patient():
    profile = {"profile": [f"{KJ}KjConsent"]}
    limit = {"resourceType": "Consent", "id": "c", "meta": profile, "patient": reference("Patient/nora")}
    (held,) = taken(bundle(patient(), limit)).parts
    assert (held.submission, held.area, held.subject is None) == (None, "critical-info", False)
    assert [each.where for each in held.problems] == [f"{PLACE}.meta.profile"]
    assert coverage(json.dumps(bundle(limit)).encode()).unknown == {}


ORDINARY = [
    {"resourceType": "Condition", "code": {"text": "Viral sinusitis"}, "category": [concept("encounter-diagnosis")]},
    {"resourceType": "Condition", "code": {"text": "Asthma"}, "category": [{"text": "infection"}]},
    {"resourceType": "Condition", "code": {"text": "Asthma"}, "category": [concept("5", "http://example.org")]},
    {"resourceType": "Condition", "code": {"text": "Asthma"}, "category": [concept("8", f"{CODES}Other")]},
    {"resourceType": "Procedure", "status": "in-progress", "code": {"text": "Dialysis"}, "category": concept("x")},
    {"resourceType": "Flag", "status": "active", "code": {"text": "Fall risk"}, "category": [concept("safety")]},
    {"resourceType": "DeviceUseStatement", "status": "active", "device": {"display": "Pacemaker"}},
    {"resourceType": "Consent", "status": "active", "category": [concept("59284-0")]},
]


@pytest.mark.parametrize("ordinary", ORDINARY)
def test_whatever_does_not_say_that_it_is_critical_information_is_passed_over_and_counted(ordinary):
    document = bundle(patient(), ordinary | {"id": "o1", "subject": reference("Patient/nora")}, entry())
    assert [each.part for each in taken(document).parts] == [0]
    assert refused(bundle(patient(), ordinary)) == {(Code.NO_REPORT, "Bundle.entry")}
    counted = coverage(json.dumps(bundle(ordinary)).encode())
    assert isinstance(counted, Coverage)
    assert (counted.unknown, counted.dropped.total() > 0) == ({}, True)


@pytest.mark.parametrize(
    ("form", "said", "sure"),
    [
        *(
            (FORMS[6][0], {"verificationStatus": concept(code, VERIFICATION)}, sure)
            for code, sure in [
                ("unconfirmed", Verification.UNCONFIRMED),
                ("differential", Verification.UNCONFIRMED),
                ("provisional", Verification.PRESUMED),
                ("confirmed", Verification.CONFIRMED),
                ("refuted", Verification.REFUTED),
            ]
        ),
        (FORMS[6][0], {"verificationStatus": None}, Verification.UNCONFIRMED),
        (
            FORMS[6][0],
            {
                "verificationStatus": concept("unconfirmed")
                | {"extension": [extension(f"{KJ}KjPresumed", valueBoolean=True)]}
            },
            Verification.PRESUMED,
        ),
        (FORMS[3][0], {"status": "preparation"}, Verification.CONFIRMED),
        (FORMS[3][0], {"status": "completed"}, Verification.REFUTED),
        (FORMS[3][0], {"status": "not-done"}, Verification.REFUTED),
        (FORMS[5][0], {"status": "inactive"}, Verification.REFUTED),
    ],
)
def test_each_status_says_how_sure_it_is(provenance, form, said, sure):
    assert submitted(entry(*form, **said), provenance).verification is sure


@pytest.mark.parametrize(
    ("form", "said", "where"),
    [
        (FORMS[6][0], {"verificationStatus": concept("perhaps")}, "verificationStatus"),
        (FORMS[3][0], {"status": "stopped"}, "status"),
        (FORMS[3][0], {"status": "unknown"}, "status"),
        (FORMS[5][0], {"status": "completed"}, "status"),
    ],
)
def test_a_status_that_says_nothing_of_the_sort_is_held(form, said, where):
    assert wrong(*form, **said) == {(Code.INVALID_VALUE, f"{PLACE}.{where}")}


def test_an_alert_that_is_over_without_an_end_is_held(provenance):
    over = {"clinicalStatus": concept("inactive")}
    assert wrong(**over) == {(Code.NOT_FOR_THIS_AREA, f"{PLACE}.clinicalStatus")}
    assert content(provenance, abatementDateTime="2024-05", **over).valid_until == "2024-05"
    assert (
        submitted(entry(verificationStatus=concept("refuted"), **over), provenance).verification is Verification.REFUTED
    )


def test_what_was_registered_in_error_elsewhere_is_held_unless_it_says_of_which_version_here():
    assert wrong(verificationStatus=concept("entered-in-error")) == {
        (Code.NOT_FOR_THIS_AREA, f"{PLACE}.meta.versionId")
    }
    assert wrong("Flag", "Flag", "9", status="entered-in-error") == {
        (Code.NOT_FOR_THIS_AREA, f"{PLACE}.meta.versionId")
    }


def test_until_when_it_is_an_alert_is_its_end(provenance):
    until = [extension(f"{KJ}KjValidUntil", valueDateTime="2021-03-30T00:00:00+02:00")]
    for form, _ in FORMS:
        assert content(provenance, *form, extension=until).valid_until == "2021-03-30T00:00:00+02:00"
    flag = content(provenance, *FORMS[5][0], period={"start": "2021", "end": "2022-02"})
    assert (flag.started, flag.valid_until) == ("2021", "2022-02")


@pytest.mark.parametrize(
    ("form", "said", "dates"),
    [
        (FORMS[6][0], {"onsetDateTime": "2019"}, ("2019", None, None)),
        (FORMS[6][0], {"onsetAge": {"value": 4, "unit": "år"}}, ("4 år", None, None)),
        (FORMS[6][0], {"abatementPeriod": {"start": "2019", "end": "2020"}}, (None, None, "2020")),
        (FORMS[3][0], {"performedDateTime": "2019-04"}, (None, "2019-04", None)),
        (FORMS[3][0], {"performedPeriod": {"start": "2019", "end": "2020"}}, (None, "2019", "2020")),
        (FORMS[3][0], {"performedString": "som barn"}, ("som barn", None, None)),
        (
            FORMS[3][0],
            {"performedRange": {"low": {"value": 4}, "high": {"value": 6, "unit": "år"}}},
            ("4 - 6 år", None, None),
        ),
    ],
)
def test_when_it_began_and_ended_is_told_in_whichever_way_it_is_said(provenance, form, said, dates):
    told_ = content(provenance, *form, **said)
    assert (told_.onset, told_.started, told_.valid_until) == dates


@pytest.mark.parametrize(
    ("said", "severity", "note"),
    [
        (concept("24484000", "http://snomed.info/sct", "Severe"), Severity.HIGH, None),
        (concept("6736007", "http://snomed.info/sct"), Severity.LOW, None),
        ({"text": "unable to assess"}, Severity.UNABLE_TO_ASSESS, None),
        (concept("4", "http://example.org", "grad 4"), None, "severity: grad 4"),
    ],
)
def test_how_grave_it_is_is_told_by_code_or_in_words(provenance, said, severity, note):
    found = content(provenance, severity=said)
    assert (found.severity, found.note) == (severity, note)


def test_the_grading_of_an_intubation_is_its_reactions(provenance):
    graded = [{"code": [concept("3", f"{CODES}Grading", "Grad 3")]}, {"code": [{"text": "kan maskeventileres"}]}]
    found = content(
        provenance, *FORMS[0][0], evidence=graded, note=[{"text": "glidescope"}], bodySite=[{"text": "hals"}]
    )
    assert [each.manifestation.display or each.manifestation.text for each in found.reactions] == [
        "Grad 3",
        "kan maskeventileres",
    ]
    assert found.note == "body site: hals\nglidescope"


def test_the_note_of_a_flag_is_an_extension(provenance):
    for name in (f"{KJ}KjNote", f"{KJ}KjText", "http://hl7.org/fhir/StructureDefinition/note"):
        for value in ({"valueAnnotation": {"text": "ring vakt"}}, {"valueString": "ring vakt"}):
            assert content(provenance, *FORMS[5][0], extension=[extension(name, **value)]).note == "ring vakt"


def test_where_the_knowledge_comes_from_is_told_with_its_code(provenance):
    source = {
        "system": f"{CODES}SourceOfInformation",
        "code": "2",
        "display": "Observert av registrerende helsepersonell",
    }
    found = content(provenance, extension=[extension(f"{KJ}KjSourceOfInformation", valueCoding=source)])
    assert found.source_of_information == Coding(*source.values())


def test_a_device_is_about_what_it_is_and_begins_when_it_was_implanted(provenance):
    implanted = [extension(f"{KJ}KjImplanted", valueDateTime="2018-06")]
    form = ("DeviceUseStatement", "DeviceUseStatement", None)
    found = content(provenance, *form, contained=[HOLM, DEVICE], device=reference("#d"), extension=implanted)
    assert (found.codes[0].coding.code, found.started) == ("14106009", "2018-06")
    named = {"resourceType": "Device", "id": "d", "deviceName": [{"name": "Hjerteklaff", "type": "user-friendly-name"}]}
    assert content(provenance, *form, contained=[HOLM, named], device=reference("#d")).text == "Hjerteklaff"
    assert content(provenance, *form, device={"display": "Pacemaker"}).text == "Pacemaker"
    assert wrong(*form) == {(Code.MISSING_ELEMENT, f"{PLACE}.device")}
    assert (
        submitted(entry(*form, device={"display": "x"}, status="completed"), provenance).verification
        is Verification.REFUTED
    )


def test_nothing_to_be_alert_of_nobody_or_under_no_name_is_held():
    assert wrong(code=None) == {(Code.MISSING_ELEMENT, f"{PLACE}.code")}
    assert wrong(subject=None) == {(Code.MISSING_PATIENT, f"{PLACE}.subject")}
    assert wrong(id=None) == {(Code.MISSING_ELEMENT, f"{PLACE}.identifier")}


def test_a_put_changes_the_version_that_its_writer_had_read(provenance):
    changed = entry(
        contained=[HOLM, HOLM | {"id": "updaterRef", "practitioner": {"display": "Vik, Per"}}],
        extension=[
            extension(f"{KJ}KjUpdatedDateTime", valueDateTime="2022-01-01T10:00:00Z"),
            extension(f"{KJ}KjUpdater", valueReference=reference("#updaterRef")),
        ],
    )
    (part,) = taken(bundle(patient(), put(changed), kind="batch")).parts
    event = part.submission(provenance)
    assert (type(event), event.base, event.kind, event.by.name) == (CriticalInfoUpdated, 3, Kind.INFECTION, "Vik, Per")
    assert part.occurred == datetime(2022, 1, 1, 10, tzinfo=UTC)


def test_a_put_that_refutes_or_retracts_is_an_act_of_its_own(provenance):
    reason = {"status": "not-done", "statusReason": {"text": "testet"}}
    treatment = told(bundle(patient(), put(entry(*FORMS[3][0], **reason)), kind="batch"), provenance)
    assert (type(treatment), treatment.base, treatment.reason) == (CriticalInfoRefuted, 3, "testet")
    gone = put(entry(verificationStatus=concept("entered-in-error"), code=None))
    assert isinstance(told(bundle(patient(), gone, kind="batch"), provenance), CriticalInfoRetracted)


@pytest.mark.parametrize(
    ("version", "code"), [(None, Code.MISSING_ELEMENT), ("x", Code.INVALID_VALUE), ("²", Code.INVALID_VALUE)]
)
def test_a_put_without_the_version_that_was_read_is_held(version, code):
    document = bundle(patient(), put(entry(), version), kind="batch")
    assert problems(document) == {(code, f"{PLACE}.meta.versionId")}


def test_told_again_it_is_a_duplicate_and_told_otherwise_it_is_refused(provenance):
    first, other = (submitted(entry(note=[{"text": each}]), provenance) for each in ("a", "b"))
    picture = CRITICAL_INFO.evolve(ENTRIES, None, first)
    assert CRITICAL_INFO.decide({ENTRIES: picture}, first, provenance.received) == Accepted((), ())
    refusal = CRITICAL_INFO.decide({ENTRIES: picture}, other, provenance.received)
    assert (refusal.rule, [each.code for each in refusal.problems]) == ("R10", [Code.ID_REUSED])


def test_what_it_is_about_cannot_be_changed(provenance):
    first = submitted(entry(), provenance)
    picture = CRITICAL_INFO.evolve(ENTRIES, None, first)
    other = told(bundle(patient(), put(entry(code=concept("B20", ICD10)), "1"), kind="batch"), provenance)
    assert [each.code for each in CRITICAL_INFO.decide({ENTRIES: picture}, other, provenance.received).problems] == [
        Code.FROZEN_FIELD
    ]


def test_an_entry_alone_is_a_message_of_its_own(provenance):
    alone = entry(contained=[HOLM, patient()], subject=reference("#nora"))
    assert told(alone, provenance).kind is Kind.INFECTION


@pytest.mark.parametrize(("form", "kind"), FORMS)
def test_every_element_of_an_entry_is_used_or_left_out_with_a_reason(form, kind):
    counted = coverage(json.dumps(bundle(patient(), entry(*form, extension=[RECORDED]))).encode())
    assert (counted.unknown, counted.used > 10) == ({}, True)


NOTHINGS = st.sampled_from(
    [None, "", "x", 1, True, [], {}, [None], ["x"], [{}], {"coding": "x"}, {"coding": [None]}, [[1]]]
)
NAMES = [
    "meta",
    "category",
    "status",
    "verificationStatus",
    "clinicalStatus",
    "code",
    "subject",
    "recorder",
    "note",
    "extension",
    "evidence",
    "device",
    "identifier",
    "period",
    "performedPeriod",
    "severity",
    "bodySite",
    "onsetDateTime",
    "contained",
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([each for each, _ in FORMS]),
    st.dictionaries(st.sampled_from(NAMES), NOTHINGS, max_size=3),
    st.booleans(),
)
def test_a_spoilt_entry_gives_problems_and_never_an_exception(form, spoilt, is_put):
    resource = entry(*form) | spoilt
    asked = {"resource": resource, "request": {"method": "PUT", "url": "x"}} if is_put else resource
    data = json.dumps(bundle(patient(), asked, kind="batch")).encode()
    got = read(data)
    for part in got.parts if isinstance(got, Message) else ():
        assert (part.submission is None) == bool(part.problems)
    coverage(data)
