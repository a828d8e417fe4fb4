import pytest
from hypothesis import given
from hypothesis import strategies as st

from carebus.domain.problems import Code, Problem
from carebus.formats.detect import ACCEPTED, Reader, detect


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_xml_is_known_in_any_encoding(encoding):
    assert detect("\n <Message/>".encode(encoding)) is Reader.KITH


def test_our_own_json_is_known_by_its_format():
    assert detect(b'{"format": "carebus-json-1"}') is Reader.CAREBUS_JSON


@pytest.mark.parametrize("data", [b"MSH|^~\\&|LAB", b"\x0bMSH|^~\\&|LAB", b"FHS|^~\\&|"])
def test_hl7_v2_is_known_by_its_first_segment(data):
    assert detect(data) is Reader.HL7


def test_fhir_is_known_by_its_resource_type():
    assert detect(b' {"resourceType": "Bundle"}') is Reader.FHIR


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'{"a": 1}', "JSON without"),
        (b"UNB+UNOC:3", "EDIFACT"),
        (b"PK\x03\x04xx", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"hello", "no format known"),
    ],
)
def test_what_is_not_taken_is_named_together_with_what_is(data, name):
    problem = detect(data)
    assert isinstance(problem, Problem)
    assert problem.code is Code.UNKNOWN_FORMAT
    assert name in problem.detail
    assert ACCEPTED in problem.detail


@given(st.binary(max_size=60))
def test_no_bytes_make_it_raise(data):
    detect(data)
