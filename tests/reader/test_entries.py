"""What is kept of each record that comes."""

import pytest
from tests.domain.medication.builders import DAY

from carebus.bus.cloudevents import Headers, made_of
from carebus.bus.record import Record
from carebus.domain.problems import Code, Problem
from carebus.domain.verdicts import Outcome, Verdict
from carebus.reader.entries import Unreadable, as_it_came, decided_at, fact, refused, refused_at, who_waits

PATIENT = b"ab12" * 16
SUBMITTED = "care.medication.submitted.v1"


def record(key: bytes | None = PATIENT, value: bytes | None = b"value", headers: Headers | None = None) -> Record:
    return Record("topic", 3, 42, key, value, headers or [], 1_772_438_400_123)


def verdict(outcome: Outcome = Outcome.REFUSED, code: Code = Code.STALE) -> Verdict:
    return Verdict(
        "s#0", "medication", "fjordgata", outcome, "digest", DAY, "R2", problems=(Problem(code, "list", ""),)
    )


def nothing(_value: bytes, _patient: object) -> None:
    raise AssertionError("is not read")


def test_a_picture_is_kept_as_it_came_and_its_end_deletes_it():
    assert as_it_came(record(), nothing) == (PATIENT, b"value")
    assert as_it_came(record(value=None), nothing) == (PATIENT, None)


@pytest.mark.parametrize("key", [None, b"", b"\x00count"])
def test_nothing_is_kept_under_a_key_that_would_be_the_shelfs_own(key: bytes | None):
    assert as_it_came(record(key), nothing) is None
    assert fact(record(key), nothing) is None


def test_of_a_work_topic_is_kept_who_waits_and_none_of_the_records_that_wait():
    assert who_waits(record(PATIENT + b"/parked", None), nothing) == (PATIENT + b"/parked", None)
    assert who_waits(record(PATIENT + b"/touched/name"), nothing) == (PATIENT + b"/touched/name", b"value")
    assert who_waits(record(PATIENT + b"/waiting/0"), nothing) is None


def test_a_fact_is_kept_under_its_place_and_time_in_the_order_of_its_log():
    key, value = fact(record(), nothing)

    assert (key, value) == (PATIENT + b"/00000000000000000042/1772438400123", b"value")
    assert decided_at(key.decode()) == 1_772_438_400_123


def test_of_a_verdict_that_refuses_a_base_the_place_of_the_write_is_kept():
    entry = refused(SUBMITTED)

    key, value = entry(record(headers=[made_of(SUBMITTED, 3, 7)]), lambda *_: verdict())

    assert key == PATIENT + b"/fjordgata/s#0"
    at = refused_at(value)
    assert (at.topic, at.partition, at.offset, at.decided, at.problems) == (SUBMITTED, 3, 7, DAY, ("stale",))


@pytest.mark.parametrize(
    "told", [verdict(Outcome.ACCEPTED), verdict(code=Code.OMITTED_ROW), verdict(code=Code.ID_REUSED), "no verdict"]
)
def test_of_every_other_verdict_nothing_is_kept(told: object):
    assert refused(SUBMITTED)(record(headers=[made_of(SUBMITTED, 3, 7)]), lambda *_: told) is None


@pytest.mark.parametrize(
    "headers",
    [[], [made_of("care.results.submitted.v1", 3, 7)], [("carebus-input", b"care.medication.submitted.v1/x/y")]],
)
def test_a_verdict_on_anything_else_is_not_even_read(headers: Headers):
    assert refused(SUBMITTED)(record(headers=headers), nothing) is None


def test_a_verdict_that_this_release_cannot_read_is_passed_by():
    def unreadable(_value: bytes, _patient: object) -> None:
        raise Unreadable("SchemaNotShipped")

    assert refused(SUBMITTED)(record(headers=[made_of(SUBMITTED, 3, 7)]), unreadable) is None
