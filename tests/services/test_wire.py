"""Understands what a process keeps of its own records: what it reads back is what the topic says."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.records import any_record

from carebus.bus.registry import SchemaNotShipped
from carebus.bus.wire import Wire, Written
from carebus.domain.areas import AREAS
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.formats.avro import BY_FULLNAME, NotDecodable, codec

UNHURRIED = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
PATIENT = PatientKey("9" * 26)
LONG = st.sampled_from([picture for area in AREAS.values() for picture in area.long]).flatmap(any_record)
PICTURES = st.sampled_from([picture for area in AREAS.values() for picture in area.pictures]).flatmap(any_record)
ARRAYS = {
    picture: [
        field["name"]
        for field in codec(picture).schema["fields"]
        if isinstance(field["type"], dict) and isinstance(field["type"].get("items"), dict)
    ]
    for area in AREAS.values()
    for picture in area.long
}
OWN = st.one_of(
    PICTURES.map(lambda record: lambda wire: wire.own_copy("t", Written(record), PATIENT, b"")),
    LONG.map(
        lambda record: lambda wire: wire.own_copy("t", wire.encode_again("t", record, PATIENT, None)[1], PATIENT, b"")
    ),
)
"""Makers of a process's own copy, without and with parts."""


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
    copy = wire.own_copy("t", Written(record), PATIENT, value)
    assert wire.recall(copy, PATIENT) == wire.recall(value, PATIENT) == Written(wire.decode(value, PATIENT))
    assert wire.digest(copy, PATIENT) == wire.digest(value, PATIENT) == hashlib.sha256(value).digest()


@given(LONG)
@UNHURRIED
def test_law_an_own_copy_with_its_parts_says_what_the_value_says(wire, record):
    value, written = wire.encode_again("t", record, PATIENT, None)
    copy = wire.own_copy("t", written, PATIENT, value)
    recalled = wire.recall(copy, PATIENT)
    assert (recalled.record, recalled.parts) == (wire.decode(value, PATIENT), written.parts)
    assert wire.digest(copy, PATIENT) == hashlib.sha256(value).digest()


@given(LONG.flatmap(lambda record: st.tuples(st.just(record), any_record(type(record)))), st.data())
@UNHURRIED
def test_law_a_long_record_is_written_as_if_nothing_had_been_written_before(wire, two, data):
    before, after = two
    value, written = wire.encode_again("t", before, PATIENT, None)
    recalled = wire.recall(wire.own_copy("t", written, PATIENT, value), PATIENT)
    kept = {
        array: tuple(data.draw(st.permutations([*getattr(recalled.record, array), *getattr(after, array)])))
        for array in ARRAYS[type(after)]
    }
    mixed = replace(after, **kept)
    for earlier in (None, recalled, Written(before), written):
        value, again = wire.encode_again("t", mixed, PATIENT, earlier)
        assert value == wire.encode("t", mixed, PATIENT)
        assert len(again.parts) == sum(map(len, kept.values()))


@given(LONG)
@UNHURRIED
def test_the_parts_that_another_schema_wrote_are_not_used(wire, record):
    value, written = wire.encode_again("t", record, PATIENT, None)
    of_another = written._replace(frame=b"\0" + (998).to_bytes(4, "big"), parts=tuple(b"?" for _ in written.parts))
    assert wire.encode_again("t", record, PATIENT, of_another) == (value, written)


@given(OWN, st.data())
@UNHURRIED
def test_law_a_copy_that_ends_early_is_never_read_as_something_else(wire, own, data):
    copy = own(wire)
    with pytest.raises(NotDecodable):
        wire.recall(copy[: data.draw(st.integers(37, len(copy) - 1))], PATIENT)


@given(OWN)
@UNHURRIED
def test_an_own_copy_never_passes_for_a_value_of_a_topic(wire, own):
    with pytest.raises(NotDecodable):
        wire.decode(own(wire), PATIENT)


def test_a_later_releases_copy_is_not_read(wire):
    with pytest.raises(SchemaNotShipped):
        wire.recall(b"\x01" + (999).to_bytes(4, "big") + bytes(40), PATIENT)
