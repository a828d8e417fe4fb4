"""Bad input: whatever the bytes are, the answer is a message or problems with their places, never an exception."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.fhir.read_examples import (
    NUMBER,
    answer,
    bundle,
    dispense,
    entry,
    m25,
    part,
    patient,
    problems,
    refused,
    request,
    statement,
    taken,
)

from carebus.domain.critical_info.area import CRITICAL_INFO
from carebus.domain.medication.decide import decide
from carebus.domain.problems import Code, Problem
from carebus.formats.fhir.coverage import coverage
from carebus.formats.fhir.messages import read
from carebus.formats.fhir.parsing import MOST_DEEP
from carebus.formats.fhir.systems import KJ, KJ_EXTENSION
from carebus.formats.told import Message

GOOD = json.dumps(bundle(patient(), request())).encode()
PLACE = "Bundle.entry[1].resource"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.NOT_WELL_FORMED),
        (b"<Bundle/>", Code.NOT_WELL_FORMED),
        (GOOD[:-40], Code.NOT_WELL_FORMED),
        (GOOD + b"{}", Code.NOT_WELL_FORMED),
        (b'{"resourceType": "Bundle\x01"}', Code.NOT_WELL_FORMED),
        ('{"resourceType": "Bündle"}'.encode("latin-1"), Code.NOT_WELL_FORMED),
        (GOOD.decode().encode("utf-16"), Code.NOT_WELL_FORMED),
        (b"[]", Code.INVALID_VALUE),
        (b"null", Code.INVALID_VALUE),
        (b'"Bundle"', Code.INVALID_VALUE),
        (b"[" * 100_000, Code.TOO_LARGE),
        (b'{"a":' * 100_000, Code.TOO_LARGE),
    ],
)
def test_bytes_that_are_no_fhir_json_are_a_problem(data, code):
    assert {found for found, _ in refused(data)} == {code}


def test_a_fault_is_told_by_line_and_column():
    (problem,) = read(b'{"a": 1,\n "b" 2}')
    assert problem.detail == "not well-formed JSON at line 2, column 6"


def test_a_byte_order_mark_does_no_harm():
    assert isinstance(read(b"\xef\xbb\xbf" + GOOD), Message)


def test_a_name_that_stands_twice_is_told_where():
    twice = GOOD.replace(b'"status": "active"', b'"status": "active", "status": "stopped"')
    assert refused(twice) == {(Code.NOT_WELL_FORMED, PLACE)}


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_what_is_no_number_of_json_is_told_where(number):
    bad = json.dumps(bundle(patient(), request(dispenseRequest={"quantity": {"value": 77}}))).encode()
    assert refused(bad.replace(b"77", number)) == {(Code.NOT_WELL_FORMED, f"{PLACE}.dispenseRequest.quantity.value")}


def test_a_number_of_any_length_is_only_a_number():
    long = json.dumps(bundle(patient(), request(dispenseRequest={"quantity": {"value": 77}}))).encode()
    assert part(json.loads(long)).problems == ()
    assert isinstance(read(long.replace(b"77", b"9" * 10_000)), Message)
    assert isinstance(read(long.replace(b"77", b"1e999999999")), Message)


def test_the_limit_of_depth_does_not_depend_on_the_caller():
    def nested(levels):
        return b'{"resourceType":"Bundle","type":"batch","a":' + b"[" * levels + b"]" * levels + b"}"

    assert refused(nested(MOST_DEEP - 1)) == {(Code.NO_REPORT, "Bundle.entry")}
    assert refused(nested(MOST_DEEP)) == {(Code.TOO_LARGE, "/…")}


def test_a_name_that_could_be_anything_is_not_shown():
    bad = {"resourceType": "Bundle", "Nora Fjell 12837121246": {"value": float("nan")}}
    ((_, where),) = refused(bad)
    assert where == "Bundle.?.value"
    assert refused({"resourceType": f"Nora{NUMBER}"}) == {(Code.UNKNOWN_VOCABULARY, "Resource.resourceType")}


@pytest.mark.parametrize("kind", ["Observation", "Patient", "Parameters", "OperationOutcome"])
def test_a_message_of_another_kind_says_what_it_is(kind):
    (problem,) = read(json.dumps({"resourceType": kind}).encode())
    assert (problem.code, problem.where) == (Code.UNKNOWN_VOCABULARY, f"{kind}.resourceType")
    assert kind in problem.detail


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"status": 1}, "status"),
        ({"status": ["active"]}, "status"),
        ({"subject": "Patient/nora"}, "subject"),
        ({"identifier": {"value": "1"}}, "identifier"),
        ({"identifier": ["1"]}, "identifier[0]"),
        ({"identifier": [{"value": 17}]}, "identifier[0].value"),
        ({"dosageInstruction": [{"text": True}]}, "dosageInstruction[0].text"),
        ({"dosageInstruction": [{"asNeededBoolean": "yes"}]}, "dosageInstruction[0].asNeededBoolean"),
        (
            {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": "1"}}]}]},
            "dosageInstruction[0].doseAndRate[0].doseQuantity.value",
        ),
        ({"dosageInstruction": [{"timing": {"repeat": {"when": "MORN"}}}]}, "dosageInstruction[0].timing.repeat.when"),
        ({"dosageInstruction": [{"timing": {"repeat": {"when": [7]}}}]}, "dosageInstruction[0].timing.repeat.when[0]"),
        ({"dosageInstruction": [{"timing": []}]}, "dosageInstruction[0].timing"),
        ({"meta": 7}, "meta"),
        ({"note": [{"text": {}}]}, "note[0].text"),
        ({"extension": "x"}, "extension"),
        ({"medicationCodeableConcept": {"coding": [{"code": 5}]}}, "medicationCodeableConcept.coding[0].code"),
    ],
)
def test_a_wrong_type_is_told_where_it_stands(told, where):
    extra = statement(id="s1", **told) if "extension" in told else request(**told)
    if "dosageInstruction" not in told and "note" not in told:
        extra |= {"dosageInstruction": [], "note": []}
    found = problems(bundle(patient(), extra))
    assert (Code.INVALID_VALUE, f"{PLACE}.{where}") in found


@pytest.mark.parametrize("bad", ["a\u0007b", "a\u0000", "a\u001b[2J", "a\u0085b", "\ud800"])
def test_characters_that_no_text_has_are_told_where_they_stand(bad):
    document = bundle(patient(), request(dosageInstruction=[{"text": bad}]))
    assert problems(document) == {(Code.CONTROL_CHARACTERS, f"{PLACE}.dosageInstruction[0].text")}
    in_words = {"timing": {"repeat": {"dayOfWeek": [bad]}}}
    assert problems(bundle(patient(), request(dosageInstruction=[in_words]))) == {
        (Code.CONTROL_CHARACTERS, f"{PLACE}.dosageInstruction[0].timing")
    }


def test_lines_of_a_text_are_kept():
    assert part(bundle(patient(), request(dosageInstruction=[{"text": "en\r\nto\tre"}]))).problems == ()


def test_entries_that_are_none_are_told():
    assert refused({"resourceType": "Bundle", "type": "batch", "entry": [5, {"resource": []}]}) == {
        (Code.INVALID_VALUE, "Bundle.entry[0]"),
        (Code.INVALID_VALUE, "Bundle.entry[1].resource"),
    }
    assert refused({"resourceType": "Bundle", "type": "batch", "entry": {}}) == {(Code.INVALID_VALUE, "Bundle.entry")}


def test_a_hostile_resource_is_told_a_hundred_problems_at_most():
    (one,) = taken(bundle(patient(), request(identifier=[5] * 1_000))).parts
    assert len(one.problems) == 100


EVERYTHING = (
    bundle(
        patient(),
        {"resourceType": "Encounter", "id": "e1", "class": {"code": "IMP"}},
        {"resourceType": "MessageHeader", "sender": {"identifier": {"system": "x", "value": "y"}}},
        request(
            encounter={"reference": "Encounter/e1"},
            requester={"reference": "Practitioner/p", "identifier": {"value": "1"}},
            dosageInstruction=[
                {"sequence": 1, "timing": {"repeat": {"frequency": 2, "when": ["MORN"]}}, "doseAndRate": [{}]}
            ],
            dispenseRequest={"validityPeriod": {"end": "2026"}, "quantity": {"value": 1}},
            meta={"lastUpdated": "2026-11-20T10:00:00Z"},
        ),
        dispense(performer=[{"actor": {"display": "x"}}], authorizingPrescription=[{"reference": "#1"}]),
        statement(effectivePeriod={"start": "2026"}, reasonCode=[{"text": "x"}]),
        {
            "resourceType": "AllergyIntolerance",
            "patient": {"reference": "Patient/nora"},
            "code": {"coding": [{"code": "x", "userSelected": True}]},
            "verificationStatus": {"coding": [{"code": "confirmed"}], "extension": [{"url": "x"}]},
            "category": ["food"],
            "onsetRange": {"low": {"value": 1}},
            "reaction": [{"manifestation": [{"text": "x"}], "severity": "mild"}],
            "extension": [{"url": KJ_EXTENSION["KjSourceOfInformation"], "valueCoding": {"code": "1"}}],
        },
        {"resourceType": "Flag", "meta": {"profile": [f"{KJ}Flag"]}, "subject": {"reference": "Patient/nora"}},
        identifier={"value": "1", "assigner": {"identifier": {}}},
    ),
    answer(
        entry(status="on-hold", partOf=[{"reference": "x"}]),
        entry("pll-2", "rx-2", status="stopped", dosage=[{"text": "x", "extension": [{"url": "x"}]}]),
        entry(None, "rx-3"),
        m25("M25.1"),
        m25("M25.2"),
        m25("M25.3"),
        composition={"section": [{"code": {"coding": [{"code": "sectionMedication"}]}, "entry": [{"reference": "x"}]}]},
        KJFeilkode={"valueCodeableConcept": {"coding": [{"code": "5"}]}},
        RFHarLaste={"valueBoolean": True},
    ),
)
NONSENSE = st.sampled_from(
    [None, True, 7, -1.5, "", "x", "\x00", "2026-13-45", "#", [], {}, [None], [[]], [{}], {"x": 1}]
)


def places(node, here=()):
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, content in steps:
        yield (*here, step)
        yield from places(content, (*here, step))


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_whatever_stands_anywhere_nothing_is_raised(provenance, data):
    document = copy.deepcopy(data.draw(st.sampled_from(EVERYTHING), "document"))
    for _ in range(data.draw(st.integers(1, 3), "changes")):
        *way, last = data.draw(st.sampled_from(list(places(document))), "place")
        node = document
        for step in way:
            node = node[step]
        node[last] = copy.deepcopy(data.draw(NONSENSE, "instead"))
    got = read(json.dumps(document).encode())
    found = got if isinstance(got, tuple) else [problem for one in got.parts for problem in one.problems]
    assert all(isinstance(each, Problem) and each.where for each in found)
    assert isinstance(got, tuple) or all((one.submission is None) == bool(one.problems) for one in got.parts)
    for one in () if isinstance(got, tuple) else got.parts:
        if one.submission is not None:
            rules = CRITICAL_INFO.decide if one.area == CRITICAL_INFO.name else decide
            assert rules({}, one.submission(provenance), provenance.received) is not None
    assert coverage(json.dumps(document).encode()) is not None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise(data):
    assert read(data) is not None


def test_an_array_without_end_is_a_problem_and_costs_nothing():
    endless = request(identifier=[{}] * 1_001)
    assert (Code.TOO_LARGE, f"{PLACE}.identifier") in problems(bundle(patient(), endless))


def test_a_message_of_nothing_but_brackets_is_stopped():
    brackets = b'{"resourceType":"Bundle","type":"batch","a":[' + b"[]," * 500_000 + b"1]}"
    assert refused(brackets) == {(Code.TOO_LARGE, "/")}
