"""Understands what the headers of a record say."""

import re
from datetime import UTC, datetime

from carebus.bus.cloudevents import INPUT, find, headers, held_at, made_of, traceparent
from carebus.domain.verdicts import Verdict
from carebus.formats.avro import codec

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PARENT = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


def _made(subject="5e" * 32):
    return headers(codec(Verdict), event_id="v-1", source="projector", time=NOON, subject=subject, trace=PARENT)


def test_a_record_says_what_it_is_by_cloudevents_1_0():
    assert dict(_made()) == {
        "ce_specversion": b"1.0",
        "ce_id": b"v-1",
        "ce_source": b"projector",
        "ce_type": b"care.verdicts.Verdict",
        "ce_time": b"2026-03-04T12:00:00Z",
        "ce_subject": b"5e" * 32,
        "ce_dataschema": f"urn:carebus:schema:sha-256:{codec(Verdict).fingerprint}".encode(),
        "content-type": b"application/vnd.confluent.avro",
        "traceparent": PARENT,
    }


def test_a_record_about_nobody_has_no_subject():
    assert find(_made(subject=None), "ce_subject") is None


def test_a_span_stays_in_the_trace_of_its_input_with_its_flags():
    assert re.fullmatch(
        rb"00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-00", traceparent(PARENT)
    )


def test_where_the_input_names_no_trace_a_new_one_begins():
    for nothing in (
        None,
        b"",
        b"garbage",
        b"ff" + PARENT[2:],
        PARENT.replace(b"4bf92f3577b34da6a3ce929d0e0e4736", b"0" * 32),
    ):
        begun = traceparent(nothing)
        assert re.fullmatch(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-01", begun)
        assert begun != traceparent(nothing)


def test_a_held_record_says_where_it_stood():
    assert dict(held_at("care.results.submitted.v1", 3, 17, "projector")) == {
        "__connect.errors.topic": b"care.results.submitted.v1",
        "__connect.errors.partition": b"3",
        "__connect.errors.offset": b"17",
        "__connect.errors.stage": b"projector",
    }


def test_an_output_names_its_input():
    assert made_of("care.results.submitted.v1", 3, 17) == (INPUT, b"care.results.submitted.v1/3/17")


def test_a_header_that_is_not_there_is_none():
    assert find(None, "ce_id") is None
    assert find([("ce_id", b"1")], "ce_id") == b"1"
