"""Understands what a process keeps of its own records: what it reads back is what the topic says."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.records import any_record

from carebus.bus.registry import SchemaNotShipped
from carebus.bus.wire import Wire
from carebus.domain.areas import AREAS
from carebus.domain.provenance import PatientKey
from carebus.formats.avro import BY_FULLNAME, NotDecodable

UNHURRIED = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
PATIENT = PatientKey("9" * 26)
PICTURES = st.sampled_from([picture for area in AREAS.values() for picture in area.pictures]).flatmap(any_record)


class Numbered:
    """Schema ids as a registry gives them out: the codecs by number. Id 999 is a later release's."""

    codecs = tuple(BY_FULLNAME.values())

    def id_of(self, codec, topic):  # noqa: ARG002
        return self.codecs.index(codec)

    def codec_of(self, schema_id):
        if schema_id >= len(self.codecs):
            raise SchemaNotShipped(str(schema_id))
        return self.codecs[schema_id]


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire(Numbered())  # type: ignore[arg-type]


@given(PICTURES)
@UNHURRIED
def test_law_an_own_copy_says_what_the_value_says(wire, record):
    value = wire.encode("t", record, PATIENT)
    copy = wire.own_copy("t", record, PATIENT, value)
    assert wire.recall(copy, PATIENT) == wire.recall(value, PATIENT) == wire.decode(value, PATIENT)
    assert wire.digest(copy, PATIENT) == wire.digest(value, PATIENT) == hashlib.sha256(value).digest()


@given(PICTURES, st.data())
@UNHURRIED
def test_law_a_copy_that_ends_early_is_never_read_as_something_else(wire, record, data):
    copy = wire.own_copy("t", record, PATIENT, b"")
    with pytest.raises(NotDecodable):
        wire.recall(copy[: data.draw(st.integers(37, len(copy) - 1))], PATIENT)


@given(PICTURES)
@UNHURRIED
def test_an_own_copy_never_passes_for_a_value_of_a_topic(wire, record):
    with pytest.raises(NotDecodable):
        wire.decode(wire.own_copy("t", record, PATIENT, b""), PATIENT)


def test_a_later_releases_copy_is_not_read(wire):
    with pytest.raises(SchemaNotShipped):
        wire.recall(b"\x01" + (999).to_bytes(4, "big") + bytes(40), PATIENT)
