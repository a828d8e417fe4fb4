"""Understands which records a process is thought to have died of."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming


def record(offset: int, partition: int = 0) -> Incoming:
    return Incoming(
        "care.results.submitted.v1", partition, offset, b"k", b"v", [], datetime(2026, 3, 1, tzinfo=UTC), b""
    )


def test_a_first_start_suspects_nothing(tmp_path: Path):
    assert not InFlight(tmp_path / "note").suspected(record(0))


def test_after_a_death_every_record_of_the_batch_is_suspected_and_none_condemned(tmp_path: Path):
    InFlight(tmp_path / "note").begin([record(3), record(4), record(9, partition=1)])
    after = InFlight(tmp_path / "note")
    assert [after.suspected(record(n)) for n in (2, 3, 4, 5)] == [False, True, True, False]
    assert after.suspected(record(9, partition=1))
    assert not after.condemned(record(3))


def test_the_record_that_stood_alone_at_the_second_death_is_condemned_and_no_other(tmp_path: Path):
    InFlight(tmp_path / "note").alone(record(4))
    after = InFlight(tmp_path / "note")
    assert [after.condemned(record(n)) for n in (3, 4, 5)] == [False, True, False]


def test_a_batch_that_is_decided_condemns_nothing_any_more(tmp_path: Path):
    first = InFlight(tmp_path / "note")
    first.alone(record(4))
    first.begin([record(3), record(4)])
    assert not InFlight(tmp_path / "note").condemned(record(4))


@pytest.mark.parametrize("broken", [b"", b'{"ranges":{"0":[1', b"\xff"])
def test_a_note_that_was_cut_short_is_no_note(tmp_path: Path, broken: bytes):
    tmp_path.joinpath("note").write_bytes(broken)
    assert not InFlight(tmp_path / "note").suspected(record(1))
