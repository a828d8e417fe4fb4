"""Understands what is told of a transaction by source."""

from datetime import UTC, datetime, timedelta

import pytest

from carebus.domain.flow import NO_OFFSET
from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace
from carebus.domain.verdicts import Outcome, Verdict
from carebus.projector.incoming import Incoming
from carebus.projector.tally import Tally

NOON = datetime(2026, 3, 2, 12, 0, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LAB = SourceId("fjordlab")
VERDICT = Verdict(SubmissionId("S1"), "results", LAB, Outcome.ACCEPTED, Digest("d"), NOON)


def told(recorded):
    who = ("994912345", None, None)
    return Provenance(
        "E1", SubmissionId("S1"), LAB, None, *who, None, recorded, NOON, "kith", None, Digest("d"), None, ()
    )


@pytest.fixture
def tally():
    made = Tally()
    made.took(Incoming("care.results.submitted.v1", 3, 7, b"", b"", [], NOON, b""))
    return made


def test_repeats_have_a_row_of_their_own_for_each_minute_in_which_the_gateway_counted_them(tally):
    repeat = replace(VERDICT, repeat=True)
    tally.count(3, "ReportIssued", VERDICT, told(NOON))
    tally.count(3, "ReportIssued", repeat, told(NOON))
    tally.count(3, "ReportIssued", repeat, told(NOON - MINUTE))
    tally.count(3, "ReportIssued", repeat, told(None))  # the gateway took the time of its own receipt
    (done,) = tally.flow("results", {})
    at = [(row.count, row.repeats, row.oldest and row.oldest.replace(second=0)) for row in done.sources]
    noon = NOON.replace(second=0)
    assert at == [(1, 0, noon), (1, 1, noon - MINUTE), (2, 2, noon)]


def test_what_is_told_of_another_partition_is_not_told_of_this_one(tally):
    tally.count(4, "ReportIssued", VERDICT, told(NOON))
    (done,) = tally.flow("results", {})
    assert done.sources == ()


def test_what_had_waited_is_told_where_nothing_else_was_decided():
    """So that an alarm on a patient who waits ends with the release, and not with the next message to the same partition."""
    made = Tally()
    made.released(Incoming("care.results.submitted.v1", 3, 7, b"", b"", [], NOON, b""))
    made.count(3, "ReportIssued", VERDICT, told(NOON))
    (done,) = made.flow("results", {})
    assert (done.partition, done.first, done.last, done.held_patients) == (3, NO_OFFSET, NO_OFFSET, 0)
    assert [row.count for row in done.sources] == [1]


def test_what_had_waited_says_nothing_of_how_far_the_input_has_come(tally):
    tally.released(Incoming("care.results.submitted.v1", 3, 2, b"", b"", [], NOON - MINUTE, b""))
    (done,) = tally.flow("results", {})
    assert (done.first, done.last, done.decided_to) == (7, 7, NOON)
