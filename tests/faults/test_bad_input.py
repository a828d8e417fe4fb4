"""Understands what becomes of records that nobody should have written: held with the reason, and the flow goes on (promise 4)."""

import os
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from confluent_kafka import KafkaError, Producer
from tests.faults.bus import Bus
from tests.faults.campaigns import FIRST_AREA, campaign
from tests.faults.checker import check
from tests.faults.engines import driven
from tests.faults.load import patient
from tests.faults.loads import LOADS

from carebus.bus import cloudevents
from carebus.domain.problems import Code
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import codec

NORA = patient("Nora")
Record = tuple[bytes | None, bytes | None, int | None]


def _framed(schema: int, avro: bytes) -> bytes:
    return b"\x00" + schema.to_bytes(4, "big") + avro


def _good(bus: Bus) -> bytes:
    return bus.value(LOADS[bus.rules].course(NORA, 0))


def _of_another_record(bus: Bus) -> bytes:
    return _framed(bus.schemas.id_of(codec(bus.area.pictures[0]), bus.area.views), _good(bus)[5:])


def _a_verdict(bus: Bus) -> bytes:
    sent = LOADS[bus.rules].course(NORA, 0).record.provenance
    given = Verdict(sent.submission_id, bus.rules, sent.source, Outcome.ACCEPTED, sent.original, sent.received)
    return bus.wire.encode("care.verdicts.v1", given, None)


def _key(bus: Bus) -> bytes:
    """What her submissions are keyed by: her own key, but where an area has one line for all."""
    return LOADS[bus.rules].course(NORA, 0).patient.encode()


BAD: dict[str, tuple[Code, Callable[[Bus], Record]]] = {
    "the schema id of another record": (Code.NOT_DECODABLE, lambda bus: (_key(bus), _of_another_record(bus), None)),
    "a record for another topic": (Code.NOT_FOR_THIS_AREA, lambda bus: (_key(bus), _a_verdict(bus), None)),
    "an unknown schema id": (Code.UNKNOWN_SCHEMA, lambda bus: (_key(bus), _framed(999_999, b"x"), None)),
    "no value": (Code.NULL_VALUE, lambda bus: (_key(bus), None, None)),
    "an empty value": (Code.NOT_DECODABLE, lambda bus: (_key(bus), b"", None)),
    "no frame": (Code.NOT_DECODABLE, lambda bus: (_key(bus), b"<Message/>", None)),
    "half a record": (Code.NOT_DECODABLE, lambda bus: (_key(bus), _good(bus)[:-40], None)),
    "more than a record": (Code.NOT_DECODABLE, lambda bus: (_key(bus), _good(bus) + b"\x00", None)),
    "a garbage key": (Code.INVALID_KEY, lambda bus: (b"\xff\x00garbage", _good(bus), None)),
    "no key": (Code.INVALID_KEY, lambda bus: (None, _good(bus), None)),
    "a key in capitals": (Code.INVALID_KEY, lambda bus: (_key(bus).upper(), _good(bus), None)),
    "another partition": (
        Code.WRONG_PARTITION,
        lambda bus: (_key(bus), _good(bus), (bus.partition(_key(bus)) + 1) % 4),
    ),
    "as many bytes of nothing as the topic takes": (
        Code.NOT_DECODABLE,
        lambda bus: (_key(bus), os.urandom(10_400_000), None),
    ),
}


@FIRST_AREA
def test_every_kind_of_bad_record_is_held_with_its_reason_and_the_flow_goes_on(bus: Bus, tmp_path: Path):
    load = LOADS[bus.rules]
    good = load.parts(load.story("good", len(BAD)), len(BAD))
    with campaign("bad records on the bus") as run, driven(bus, tmp_path) as engine:
        reasons = {}
        for number, (_name, (code, make)) in enumerate(BAD.items()):
            bus.publish(good[number])
            key, value, partition = make(bus)
            reasons[bus.put(key, value, partition=partition)] = code
            run.faults += 1
        engine.drain()
        assert not run.checked(bus).differences
    held = {place: (record, bus.wire.decode(record.value, None)) for record, place in bus.held()}
    assert {place: entry.problems[0].code for place, (_, entry) in held.items()} == reasons
    for record, entry in held.values():
        assert cloudevents.find(record.headers, "__connect.errors.offset") == b"%d" % entry.offset
        assert cloudevents.find(record.headers, "ce_subject") is None
        assert not any(_key(bus) in value for name, value in record.headers if name != "carebus-input")


def test_a_record_larger_than_the_topic_takes_is_refused_by_the_broker(narrow: Bus):
    refused = []
    writer = Producer({"bootstrap.servers": narrow.brokers, "message.max.bytes": 20_000_000})
    writer.produce(
        narrow.area.submitted, os.urandom(10_600_000), _key(narrow), on_delivery=lambda error, _: refused.append(error)
    )
    assert writer.flush(30) == 0
    assert [error.code() for error in refused] == [KafkaError.MSG_SIZE_TOO_LARGE]


def test_a_schema_that_this_release_does_not_know_stops_its_partition_and_no_other(bus: Bus, tmp_path: Path):
    schema = '{"type": "record", "name": "Unshipped", "namespace": "care.results", "fields": []}'
    url = f"{bus.registry}/subjects/{bus.area.submitted}-care.results.Unshipped/versions"
    made = httpx.post(url, json={"schema": schema}, trust_env=False).raise_for_status().json()["id"]
    stuck = bus.partition(_key(bus))
    bus.put(_key(bus), _framed(made, b""))
    bus.publish(LOADS[bus.rules].story("others", 12))
    wanted = bus.ends | {stuck: 0}
    with driven(bus, tmp_path) as engine:
        engine.until(lambda: bus.committed() == wanted)
        gauge = engine.metrics.get_sample_value("carebus_partitions_stuck", {"area": bus.area.name})
        assert gauge == 1
    assert {place for _, place in bus.verdicts()} == _places(bus, but=stuck)


def _places(bus: Bus, but: int) -> set[str]:
    return {
        f"{r.topic}/{r.partition}/{r.offset}"
        for r in bus.read(bus.area.submitted)[bus.area.submitted]
        if r.partition != but
    }


@pytest.mark.parametrize("bad", [b"\x00", b"\x00\x00\x00\x00", b"\x01" * 40, b"\x00\x00\x00\x00\x00"])
def test_bytes_that_are_hardly_a_frame_are_held(narrow: Bus, tmp_path: Path, bad: bytes):
    narrow.put(_key(narrow), bad)
    with driven(narrow, tmp_path) as engine:
        engine.drain()
    assert not check(narrow).differences
