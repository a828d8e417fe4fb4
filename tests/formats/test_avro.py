"""Understands that records are written as Avro says, read back as they were, and that hostile bytes are refused."""

import io
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import pytest
from fastavro import parse_schema, schemaless_reader, schemaless_writer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contracts.records import any_record

from carebus.domain.held import Held
from carebus.domain.record import replace
from carebus.domain.results.view import ReportView
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import BY_FINGERPRINT, BY_FULLNAME, MAX_BYTES, Codec, NotDecodable, codec
from carebus.formats.avro.catalogue import RECORDS
from carebus.formats.avro.functions import UnknownKind
from carebus.formats.avro.numbers import long, read_count, read_length, read_long

ANY = st.sampled_from(RECORDS).flatmap(any_record)
UNHURRIED = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
VERDICT = Verdict("sub-1", "results", "furst", Outcome.REFUSED, "ab" * 32, NOON, rule="R16")


@dataclass(frozen=True, slots=True)
class Old:
    name: str


@dataclass(frozen=True, slots=True)
class New:
    name: str
    nickname: str | None = None


def _schema(*fields):
    return {"type": "record", "name": "R", "namespace": "care.a", "fields": list(fields)}


NAME = {"name": "name", "type": "string"}
NICKNAME = {"name": "nickname", "type": ["null", "string"], "default": None}


@given(ANY)
@UNHURRIED
def test_law_decode_of_encode_is_the_record(record):
    assert codec(type(record)).decode(codec(type(record)).encode(record)) == record


@given(ANY)
@UNHURRIED
def test_law_the_bytes_are_those_that_fastavro_writes(record):
    chosen, out = codec(type(record)), io.BytesIO()
    schemaless_writer(out, parse_schema(chosen.schema), msgspec.to_builtins(record, builtin_types=(datetime, bytes)))

    assert chosen.encode(record) == out.getvalue()


@given(ANY, st.data())
@UNHURRIED
def test_law_bytes_with_any_one_changed_are_read_as_fastavro_reads_them_or_refused(record, data):
    chosen = codec(type(record))
    whole = bytearray(chosen.encode(record))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))

    try:
        read = chosen.decode(bytes(whole))
    except NotDecodable:
        return

    theirs = schemaless_reader(io.BytesIO(bytes(whole)), parse_schema(chosen.schema), None)
    assert read == msgspec.convert(theirs, type(record))


@given(ANY, st.data())
@UNHURRIED
def test_law_bytes_that_end_early_or_go_on_are_refused(record, data):
    whole = codec(type(record)).encode(record)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]

    for broken in (cut, whole + b"\0"):
        with pytest.raises(NotDecodable):
            codec(type(record)).decode(broken)


@given(st.sampled_from(RECORDS), st.binary(max_size=300))
@UNHURRIED
def test_law_any_bytes_give_a_record_or_not_decodable(cls, data):
    with suppress(NotDecodable):
        assert isinstance(codec(cls).decode(data), cls)


@given(st.integers(-(2**63), 2**63 - 1))
def test_law_a_long_is_read_as_it_was_written(number):
    assert read_long(long(number) + b"x", 0) == (number, len(long(number)))


def test_a_number_of_more_than_64_bits_is_neither_written_nor_read():
    for number in (2**63, -(2**63) - 1):
        with pytest.raises(OverflowError):
            long(number)
    for endless in (b"\xff" * 5_000_000, b"\xff" * 9 + b"\x02"):
        with pytest.raises(OverflowError):
            read_long(endless, 0)


def test_a_length_below_zero_is_refused_and_a_count_below_zero_is_followed_by_its_size():
    with pytest.raises(ValueError, match="below zero"):
        read_length(long(-4), 0)
    assert read_count(long(-4) + long(100), 0) == (4, 3)


def test_an_array_written_in_sized_blocks_is_read():
    view = ReportView("973", "R1", 1, (), (), ())
    plain = codec(ReportView).encode(view)
    flags = long(-1) + long(8) + long(7) + b"revised" + b"\0"
    at = len(long(3) + b"973" + long(2) + b"R1" + long(1))

    assert codec(ReportView).decode(plain[:at] + flags + plain[at + 1 :]) == replace(view, flags=("revised",))


@pytest.mark.parametrize("length", [2**31, 2**62])
def test_a_text_that_claims_a_giant_length_is_refused_at_once(length):
    with pytest.raises(NotDecodable, match="end early"):
        codec(Verdict).decode(long(length) + b"abc")


@pytest.mark.parametrize("count", [20_000_000, 2**62])
def test_an_array_that_claims_a_giant_count_is_refused_at_once(count):
    head = long(3) + b"973" + long(2) + b"R1" + long(1)

    with pytest.raises(NotDecodable, match="end early"):
        codec(ReportView).decode(head + long(count))


def test_more_bytes_than_any_topic_takes_are_refused_unread():
    with pytest.raises(NotDecodable, match=str(MAX_BYTES)):
        codec(Verdict).decode(bytes(MAX_BYTES + 1))


def test_a_refusal_shows_nothing_of_the_content_and_has_no_cause_that_would():
    broken = codec(Verdict).encode(VERDICT).replace(b"refused", b"refusxd")

    with pytest.raises(NotDecodable) as refused:
        codec(Verdict).decode(broken)

    assert (refused.value.fullname, refused.value.cause) == (
        "care.verdicts.Verdict",
        "a value that its field does not take",
    )
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_text_that_is_not_utf_8_is_said_to_be_so():
    with pytest.raises(NotDecodable, match="not UTF-8"):
        codec(Verdict).decode(codec(Verdict).encode(VERDICT).replace(b"furst", b"f\xfcrst"))


def test_a_time_without_a_zone_is_not_written():
    with pytest.raises(TypeError):
        codec(Verdict).encode(replace(VERDICT, decided=NOON.replace(tzinfo=None)))


def test_what_an_earlier_release_wrote_is_read_as_this_release_knows_it():
    earlier = Codec(Old, "care.a.R", _schema(NAME)).encode(Old("Nora"))

    assert Codec(New, "care.a.R", _schema(NAME), today=_schema(NAME, NICKNAME)).decode(earlier) == New("Nora")


def test_the_trailing_bytes_of_an_earlier_release_are_refused_too():
    with pytest.raises(NotDecodable, match="after the end"):
        Codec(New, "care.a.R", _schema(NAME), today=_schema(NAME, NICKNAME)).decode(b"\x02a\0")


def test_a_kind_of_type_that_the_bus_does_not_use_is_refused_when_the_codec_is_made():
    for kind in ("double", {"type": "map", "values": "string"}, {"type": "array", "items": "null"}):
        with pytest.raises(UnknownKind):
            Codec(Old, "care.a.R", _schema({"name": "name", "type": kind}))


def test_every_record_is_found_by_its_name_and_by_its_fingerprint():
    assert BY_FULLNAME["care.held.Held"] is codec(Held)
    assert BY_FINGERPRINT[codec(Held).fingerprint] is codec(Held)
    assert len({each.fingerprint for each in BY_FULLNAME.values()}) == len(RECORDS)


def test_a_schema_stands_alone():
    assert parse_schema(json.loads(json.dumps(codec(ReportView).schema)))["name"] == "care.results.ReportView"


def test_a_class_without_a_schema_has_no_codec():
    with pytest.raises(KeyError):
        codec(Old)
