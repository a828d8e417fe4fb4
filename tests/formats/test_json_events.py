import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.problems import Code, Problem
from carebus.formats.json_events import Acknowledged, Assigned, Released, read

ACT = {
    "format": "carebus-json-1",
    "type": "ResultAcknowledged",
    "submission_id": "tindgard-000123",
    "source": {"kind": "HER", "value": "99000201"},
    "patient": {"type": "FNR", "number": "12837121246"},
    "laboratory": {"kind": "ENH", "value": "315000009"},
    "report_id": "F-1001",
    "version": "2026-02-03T09:45:12+01:00",
    "by": "HPR 9990001",
    "at": "2026-02-03T15:02:00+01:00",
}


def act(**changed: object) -> bytes:
    return json.dumps({key: value for key, value in {**ACT, **changed}.items() if value is not None}).encode()


def problems(**changed: object) -> set[tuple[Code, str]]:
    got = read(act(**changed))
    assert isinstance(got, tuple)
    return {(problem.code, problem.where) for problem in got}


def test_the_three_acts_are_read():
    to = {"path": [{"kind": "institution", "name": "Skarvøy kommune"}]}
    assert isinstance(read(act()), Acknowledged)
    assert isinstance(read(act(type="FollowUpAssigned", to=to, by=None, version=None)), Assigned)
    assert isinstance(read(act(type="ReportReleased", version=None)), Released)


def test_all_problems_are_told():
    assert problems(version="2026-02-03T09:45:12", by="", report_id=None, colour="red") == {
        (Code.INVALID_VALUE, "/version"),
        (Code.INVALID_VALUE, "/by"),
        (Code.MISSING_ELEMENT, "/report_id"),
        (Code.UNEXPECTED_ELEMENT, "/"),
    }


@pytest.mark.parametrize(
    "version", ["2026-02-03", 1770108312, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_time_needs_a_zone_and_a_year_of_our_time(version):
    assert problems(version=version) == {(Code.INVALID_VALUE, "/version")}


@pytest.mark.parametrize("data", [b"{", b'{"a": "\xf8"}', b"[" * 100_000, b""])
def test_what_is_no_json_says_so(data):
    got = read(data)
    assert isinstance(got, tuple)
    assert got[0].code in (Code.NOT_WELL_FORMED, Code.INVALID_VALUE)


@pytest.mark.parametrize(
    "change", [{"type": "12837121246"}, {"12837121246": 1}, {"by": ["12837121246"]}, {"at": "12837121246x"}]
)
def test_no_problem_quotes_the_input(change):
    got = read(act(**change))
    assert isinstance(got, tuple)
    assert "12837121246" not in repr(got)


def test_the_patients_number_is_not_shown_by_accident():
    assert "12837121246" not in repr(read(act()))


WHOLE = act()


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=6), st.integers(0, 20))
def test_a_spoilt_act_gives_problems_and_never_an_exception(at, put, cut):
    got = read(WHOLE[:at] + put + WHOLE[at + cut :])
    assert isinstance(got, (Acknowledged, Assigned, Released)) or all(isinstance(each, Problem) for each in got)
