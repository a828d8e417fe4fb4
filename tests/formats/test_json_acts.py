import json
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.records import any_record

from carebus.domain.areas import AREAS
from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content, Kind, Person, Scope, Verification
from carebus.domain.critical_info.events import (
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoSubmission,
    NoneKnownStated,
)
from carebus.domain.medication.events import AdmissionStarted, MedicationSubmission
from carebus.domain.medication.treatment import Dosage, Dosing, Medicine, Treatment, TreatmentId
from carebus.domain.medication.writes import ListClosed, TreatmentAdded
from carebus.domain.problems import Code
from carebus.formats.json_acts import ACTS, OURS, TYPES, read, write
from carebus.formats.json_events import ReportAct
from carebus.formats.told import Message

RESULTS = [get_args(each.model_fields["type"].annotation)[0] for each in get_args(ReportAct)]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = {
    "submission_id": "gp-1",
    "source": {"kind": "HER", "value": "99000201"},
    "patient": {"type": "FNR", "number": "05895537820"},
    "at": NOW,
}
TREATMENT = Treatment(
    TreatmentId("pll-1"), Medicine("Paracet", strength="500 mg"), Dosage("1 ved behov", (Dosing("1", "tablett"),))
)


OF_AREAS = [
    (TreatmentAdded, {"base": 3, "read_at": NOW, "treatment": TREATMENT}, "medication"),
    (CriticalInfoRefuted, {"id": "ci-1", "base": 2, "reason": "tåler det"}, "critical-info"),
    (
        CriticalInfoRegistered,
        {
            "id": "ci-1",
            "kind": Kind.INFECTION,
            "verification": Verification.CONFIRMED,
            "content": Content(codes=(Coded(Coding(None, "MRSA"), user_selected=True),), valid_until="2027"),
        },
        "critical-info",
    ),
]


def added(**changed: object) -> bytes:
    told = json.loads(write(TreatmentAdded, **SAID, base=3, read_at=NOW, treatment=TREATMENT))
    return json.dumps({name: value for name, value in {**told, **changed}.items() if value is not None}).encode()


def problems(**changed: object) -> set[tuple[Code, str]]:
    got = read(added(**changed))
    found = got if isinstance(got, tuple) else got.parts[0].problems
    return {(problem.code, problem.where) for problem in found}


def test_what_is_written_is_read_as_it_was(provenance):
    message = read(added())
    assert isinstance(message, Message)
    (told,) = message.parts
    assert told.submission is not None
    assert told.submission(provenance) == TreatmentAdded(provenance, 3, NOW, TREATMENT)
    assert (told.name, told.occurred, told.subject.value) == ("gp-1", NOW, "05895537820")


def test_everything_that_may_be_submitted_has_a_type_and_its_area():
    assert set(TYPES.values()) == {*get_args(MedicationSubmission), *get_args(CriticalInfoSubmission)} - {ListClosed}
    assert {name: AREAS[name].submissions for name in ("medication", "critical-info")} == {
        **ACTS,
        "medication": get_args(MedicationSubmission),
    }


def test_no_source_closes_a_list():
    assert problems(type="ListClosed") == {(Code.INVALID_VALUE, "/")}


def test_a_name_of_a_type_is_of_one_area_alone():
    names = [kind.__name__ for kinds in ACTS.values() for kind in kinds] + list(RESULTS)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("kind", "said", "area"), OF_AREAS)
def test_an_act_is_for_the_area_of_its_type(kind, said, area):
    message = read(write(kind, **SAID, **said))
    assert isinstance(message, Message)
    assert (message.area, [each.problems for each in message.parts]) == (area, [()])


def test_that_none_is_known_is_told_with_when_it_was_stated(provenance):
    then = NOW.replace(hour=3)
    message = read(write(NoneKnownStated, **SAID, scope=Scope.DRUG, by=Person(name="Kari Holm"), happened=then))
    stated = message.parts[0].submission(provenance)
    assert stated == NoneKnownStated(provenance, Scope.DRUG, then, Person(name="Kari Holm"))
    assert message.parts[0].recorded == NOW


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(TYPES.values())).flatmap(any_record))
def test_any_record_survives_the_way_through_json(record):
    kind = type(record)
    told = {name: getattr(record, name) for name in kind.__struct_fields__ if name not in {*OURS, "takes_in"}}
    said = {"happened" if name == "at" else name: value for name, value in told.items()}
    message = read(write(kind, **{**SAID, **said}))
    assert isinstance(message, Message)
    made = message.parts[0].submission
    assert made is not None
    assert all(getattr(made(record.provenance), name) == value for name, value in told.items())


def test_every_problem_is_told_at_its_place():
    treatment = json.loads(added())["treatment"] | {"colour": "red", "medicine": {"name": 3}}
    assert problems(base="3", read_at=None, treatment=treatment) == {
        (Code.INVALID_VALUE, "/base"),
        (Code.MISSING_ELEMENT, "/read_at"),
        (Code.INVALID_VALUE, "/treatment/medicine/name"),
        (Code.UNEXPECTED_ELEMENT, "/treatment"),
    }


@pytest.mark.parametrize("time", ["2026-11-23T09:00:00", "0001-01-01T00:00:00+02:00", "9999-01-01T00:00:00Z"])
def test_a_time_without_a_zone_or_out_of_bounds_is_a_problem(time):
    assert problems(read_at=time) == {(Code.INVALID_TIME, "/read_at")}


def test_what_carebus_puts_cannot_be_sent():
    assert problems(provenance={}) == {(Code.UNEXPECTED_ELEMENT, "/")}


def test_no_problem_quotes_what_was_sent():
    got = read(added(type="TreatmentCeased", colour="hush", treatment="hush-hush", base=[]))
    assert isinstance(got, tuple)
    assert "hush" not in " ".join(problem.detail + problem.where for problem in got)


@given(st.binary(max_size=80) | st.dictionaries(st.text(), st.text()).map(lambda each: json.dumps(each).encode()))
def test_no_bytes_make_it_raise(data):
    read(data)


def test_an_admission_that_is_told_later_says_both_times(provenance):
    then = NOW.replace(hour=3)
    message = read(write(AdmissionStarted, **SAID, encounter="E-1", happened=then))
    assert message.parts[0].submission(provenance).at == then
    assert message.parts[0].recorded == NOW
