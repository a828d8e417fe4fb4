"""Identity in carebus-json-1 (R23): an act names its patients by number, under the names of its record's keys."""

import json
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.areas import AREAS
from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentifierAssigned,
    IdentifierReplaced,
    IdentifierRetracted,
    IdentityDisputed,
    PatientDeceased,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    VisitMoved,
)
from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats import json_acts
from carebus.formats.json_events import ReportAct
from carebus.formats.json_identity import TYPES, read, write
from carebus.formats.told import Message, Subject

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID = {"submission_id": "pas-1", "source": {"kind": "HER", "value": "99000101"}, "at": NOW, "sequence": 3}
NORA = {"type": "FNR", "number": "05895537820"}
LOCAL = {"type": "LOK", "number": "54321", "assigner": {"kind": "HER", "value": "99000101"}}
ACTS = [
    (IdentifierAssigned, ("key", "to"), {}),
    (IdentifierReplaced, ("old", "new"), {}),
    (IdentifierRetracted, ("key", "to"), {}),
    (PatientsMerged, ("losing", "surviving"), {}),
    (PatientsUnmerged, ("losing", "surviving"), {}),
    (PatientsLinked, ("one", "other"), {}),
    (PatientsUnlinked, ("one", "other"), {}),
    (VisitMoved, ("moved_from", "moved_to"), {"visit": "VIDDA:S-77"}),
    (PatientDeceased, ("key",), {"at": "2026-11"}),
    (PatientDeceased, ("key",), {"at": None}),
    (DeceasedRetracted, ("key",), {}),
    (AddressProtectionChanged, ("key",), {"level": "6"}),
    (DisputeSettled, ("key", "other"), {"name": "ab" * 32}),
]


def act(kind, keys, content) -> bytes:
    patients = dict(zip(keys, (LOCAL, NORA), strict=False))
    return write(kind, **SAID, **patients, **{"happened" if name == "at" else name: v for name, v in content.items()})


def merge(**changed: object) -> bytes:
    told = json.loads(act(PatientsMerged, ("losing", "surviving"), {})) | changed
    return json.dumps({name: value for name, value in told.items() if value is not None}).encode()


def problems(data: bytes) -> set[tuple[Code, str]]:
    got = read(data)
    assert isinstance(got, tuple)
    return {(problem.code, problem.where) for problem in got}


@pytest.mark.parametrize(("kind", "keys", "content"), ACTS)
def test_an_act_names_each_patient_of_its_record_and_says_the_rest_as_written(kind, keys, content, provenance):
    message = read(act(kind, keys, content))
    assert isinstance(message, Message)
    (told,) = message.parts
    assert (message.area, told.name, told.occurred, told.sequence) == ("identity", "pas-1", NOW, 3)
    local = Subject("LOK", "54321", f"/{keys[0]}/number", Identifier("99000101", "HER"))
    nora = Subject("FNR", "05895537820", f"/{keys[-1]}/number")
    assert told.named == ((keys[0], local), (keys[-1], nora))[: len(keys)]
    assert (told.subject, told.problems) == (None, ())
    record = told.submission(provenance, **dict.fromkeys(keys, "k"))
    assert record == kind(provenance, **dict.fromkeys(keys, "k"), **content)


def test_everything_that_a_source_may_tell_has_a_type_and_disputes_are_raised_by_none():
    assert {*TYPES.values(), IdentityDisputed} == {*AREAS["identity"].submissions}
    assert {kind for kind, _, _ in ACTS} == {*TYPES.values()}
    assert problems(merge(type="IdentityDisputed"))


def test_a_name_of_a_type_is_of_one_area_alone():
    reports = {get_args(each.model_fields["type"].annotation)[0] for each in get_args(ReportAct)}
    assert not TYPES.keys() & (json_acts.TYPES.keys() | reports)


@pytest.mark.parametrize("name", ["patient", "before", "provenance", "colour"])
def test_what_the_act_does_not_have_cannot_be_sent(name):
    assert problems(merge(**{name: NORA})) == {(Code.UNEXPECTED_ELEMENT, "/")}


def test_every_problem_is_told_at_its_place():
    broken = {"type": "FNR", "number": 5895537820, "name": "Nora"}
    data = merge(losing=None, surviving=broken, at="2026-11-23T09:00:00", submission_id="a b", sequence=-1)
    assert problems(data) == {
        (Code.INVALID_VALUE, "/submission_id"),
        (Code.INVALID_VALUE, "/sequence"),
        (Code.MISSING_ELEMENT, "/losing"),
        (Code.INVALID_VALUE, "/surviving/number"),
        (Code.UNEXPECTED_ELEMENT, "/surviving"),
        (Code.INVALID_VALUE, "/at"),
    }


def test_a_key_cannot_be_sent_in_place_of_a_number():
    assert problems(merge(losing="ab" * 32)) == {(Code.INVALID_VALUE, "/losing")}


def test_no_number_is_shown_by_what_was_read_or_by_a_problem():
    assert "05895537820" not in repr(read(merge()))
    assert "05895537820" not in repr(read(merge(losing="05895537820", surviving=["05895537820"], at="05895537820")))


@given(st.binary(max_size=80) | st.dictionaries(st.text(), st.text()).map(lambda each: json.dumps(each).encode()))
def test_no_bytes_make_it_raise(data):
    assert isinstance(read(data), tuple)
