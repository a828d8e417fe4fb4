"""Understands what a store keeps, and when it may not be believed (rule 9)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from carebus.bus.store import DELETE_RETENTION, Mark, Store, open_trusted

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _mark(*, topic: str = "t", position: int = 5, age: timedelta = timedelta()) -> Mark:
    return Mark(topic, position, (NOW - age).timestamp())


def test_a_copy_of_the_same_topic_that_is_young_enough_is_trusted():
    assert _mark(age=timedelta(days=3)).trusted("t", 5, NOW)


def test_a_copy_of_another_topic_under_the_same_name_is_not_trusted():
    assert not _mark(topic="before it was deleted").trusted("t", 5, NOW)


def test_a_copy_that_is_ahead_of_its_topic_is_not_trusted():
    assert not _mark(position=6).trusted("t", 5, NOW)


@given(st.timedeltas(DELETE_RETENTION / 2, timedelta(days=4000)))
def test_a_copy_older_than_half_the_life_of_a_tombstone_is_never_trusted(age: timedelta):
    assert not _mark(age=age).trusted("t", 5, NOW)


def test_a_copy_from_the_future_is_not_trusted():
    assert not _mark(age=timedelta(seconds=-1)).trusted("t", 5, NOW)


def test_entries_and_position_are_there_after_it_was_closed(tmp_path: Path):
    store = Store(tmp_path, "t")
    store.write([(b"a", b"1"), (b"b", b"2"), (b"a", None)], 7)
    store.close()
    again = open_trusted(tmp_path, "t", 7)
    mark = again.mark()
    assert (again.get(b"a"), again.get(b"b"), mark and mark.position) == (None, b"2", 7)
    again.close()


def test_a_scan_finds_what_begins_alike_in_order_and_never_the_mark(tmp_path: Path):
    store = Store(tmp_path, "t")
    store.write([(b"p/2", b"2"), (b"p/1", b"1"), (b"q", b"3")], 1)
    assert list(store.scan(b"p/")) == [(b"p/1", b"1"), (b"p/2", b"2")]
    assert [key for key, _ in store.scan(b"")] == [b"p/1", b"p/2", b"q"]
    store.close()


def test_a_store_that_is_not_trusted_is_opened_empty(tmp_path: Path):
    store = Store(tmp_path, "t")
    store.write([(b"a", b"1")], 7)
    store.close()
    again = open_trusted(tmp_path, "another", 7)
    assert (again.get(b"a"), again.mark()) == (None, None)
    again.close()


def test_files_that_are_no_store_are_thrown_away(tmp_path: Path):
    tmp_path.joinpath("CURRENT").write_text("no such file\n")
    store = open_trusted(tmp_path, "t", 0)
    assert store.mark() is None
    store.close()


def test_a_copy_that_is_older_than_what_matters_of_it_is_made_again_and_never_forgets_sooner(tmp_path):
    kept = timedelta(days=30)
    store = open_trusted(tmp_path, "topic", 10, kept)
    store.write([(b"a", b"1")], 5)
    store._born -= timedelta(days=29).total_seconds()
    store.write([(b"b", b"2")], 6)
    store.close()
    store = open_trusted(tmp_path, "topic", 10, kept)
    store._db.compact_range(None, None)
    assert [key for key, _ in store.scan(b"")] == [b"a", b"b"]
    store._born -= timedelta(days=2).total_seconds()
    store.write([], 7)
    store.close()
    store = open_trusted(tmp_path, "topic", 10, kept)
    assert (list(store.scan(b"")), store.mark()) == ([], None)
    store.close()
