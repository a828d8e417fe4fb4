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


def died_alone(path: Path, batch: list[Incoming], alone: Incoming, *, was_read: bool = True) -> InFlight:
    """A life that ends while one record stands alone; gives the next life."""
    life = InFlight(path)
    life.begin(batch)
    life.alone(alone, was_read=was_read)
    return InFlight(path)


def test_a_suspected_record_that_the_process_dies_of_twice_alone_is_condemned_and_no_other(tmp_path: Path):
    batch = [record(3), record(4), record(5)]
    InFlight(tmp_path / "note").begin(batch)
    once = died_alone(tmp_path / "note", batch, record(4))
    assert not once.condemned(record(4)), "it may have been killed from outside"
    twice = died_alone(tmp_path / "note", batch, record(4))
    assert [twice.condemned(record(n)) for n in (3, 4, 5)] == [False, True, False]


def test_a_process_that_is_killed_at_one_record_and_then_at_another_condemns_neither(tmp_path: Path):
    batch = [record(3), record(4)]
    died_alone(tmp_path / "note", batch, record(3))
    after = died_alone(tmp_path / "note", batch, record(4))
    assert [after.condemned(each) for each in batch] == [False, False]


def test_a_released_record_is_condemned_at_its_second_death_and_not_at_its_first(tmp_path: Path):
    released = record(2)
    assert not died_alone(tmp_path / "note", [record(7)], released).condemned(released)
    assert died_alone(tmp_path / "note", [record(8)], released).condemned(released)


def test_a_death_while_a_record_was_read_says_so(tmp_path: Path):
    assert died_alone(tmp_path / "a", [record(4)], record(4), was_read=False).unreadable(record(4))
    assert not died_alone(tmp_path / "b", [record(4)], record(4), was_read=True).unreadable(record(4))


def test_a_condemnation_outlives_the_next_note_until_the_record_is_settled(tmp_path: Path):
    died_alone(tmp_path / "note", [record(4)], record(4))
    died_alone(tmp_path / "note", [record(4)], record(4)).begin([record(4), record(5)])
    third = InFlight(tmp_path / "note")
    assert third.condemned(record(4))
    third.settled([record(4)])
    assert not third.condemned(record(4))


def test_a_batch_that_is_decided_condemns_nothing_any_more(tmp_path: Path):
    first = InFlight(tmp_path / "note")
    first.begin([record(3), record(4)])
    first.alone(record(4), was_read=True)
    first.begin([record(3), record(4)])
    assert not InFlight(tmp_path / "note").condemned(record(4))


@pytest.mark.parametrize("broken", [b"", b'{"batch":{"0":[1', b"\xff"])
def test_a_note_that_was_cut_short_is_no_note(tmp_path: Path, broken: bytes):
    tmp_path.joinpath("note").write_bytes(broken)
    assert not InFlight(tmp_path / "note").suspected(record(1))
