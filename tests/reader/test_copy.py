"""The copy on disk: what it keeps over a restart, and when it is not trusted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from tests.reader.given import LABORATORY, Reader, told, view

from carebus.bus.store import Mark
from carebus.reader.shelf import Keeping, Shelf, open_shelf


def test_a_restarted_reader_answers_from_its_store(tmp_path: Path):
    first = Reader(tmp_path)
    first.publish(view(told()))
    first.publish(b"garbage", unit=f"{LABORATORY}/R-2")
    first.copy.close()

    second = Reader(tmp_path)

    assert len(second.search().json()["reports"]) == 1
    assert second.copy.units() == 2
    assert second.copy.unreadable()["care.results.view.v1"] == 1
    second.copy.close()


def shelf(path: Path, topic_id: str = "a", end: int = 100, why: str | None = None) -> Shelf:
    return open_shelf(path, topic_id, end, keeping(why=why))


def keeping(why: str | None = None, **more: Any) -> Keeping:
    return Keeping(lambda record: (record.key, record.value), lambda _, __: why, lambda _: None, **more)


def test_entries_are_counted_once_each(tmp_path: Path):
    kept = shelf(tmp_path)
    kept.write([(b"a", b"1"), (b"a", b"2"), (b"b", b"1")], 5)
    kept.write([(b"a", b"3"), (b"b", None), (b"c", None)], 8)

    assert kept.units == 1
    assert kept.get(b"a") == b"3"
    kept.close()


def test_a_store_of_another_topic_or_ahead_of_its_topic_is_emptied(tmp_path: Path):
    for topic_id, end in (("b", 100), ("a", 1)):
        kept = shelf(tmp_path / topic_id)
        kept.write([(b"a", b"1")], 5)
        kept.close()

        again = shelf(tmp_path / topic_id, topic_id, end)

        assert (again.units, again.get(b"a"), again.mark()) == (0, None, None)
        again.close()


def test_an_old_copy_of_a_log_goes_on_and_one_of_a_compacted_topic_does_not(tmp_path: Path):
    for compacted in (True, False):
        kept = open_shelf(tmp_path / str(compacted), "a", 100, keeping(compacted=compacted))
        kept.write([(b"a", b"1")], 5)
        kept._db.put(b"\x00mark", msgspec.json.encode(Mark("a", 5, 0.0)))
        kept.close()

        again = open_shelf(tmp_path / str(compacted), "a", 100, keeping(compacted=compacted))

        assert again.units == (0 if compacted else 1)
        again.close()
    assert open_shelf(tmp_path / "False", "another", 100, keeping(compacted=False)).units == 0


def test_a_damaged_store_is_emptied(tmp_path: Path):
    kept = shelf(tmp_path)
    kept.write([(b"a", b"1")], 5)
    kept.close()
    (tmp_path / "CURRENT").write_text("not a store")

    again = shelf(tmp_path)

    assert again.mark() is None
    again.close()


def test_what_an_earlier_release_could_not_read_is_tried_again(tmp_path: Path):
    kept = shelf(tmp_path, why="SchemaNotShipped")
    kept.write([(b"a", b"1")], 5)
    assert kept.unreadable == {b"a": "SchemaNotShipped"}
    kept.close()

    newer = shelf(tmp_path)
    newer.look_again()

    assert newer.unreadable == {}
    assert newer.units == 1
    newer.close()


def test_an_unreadable_entry_that_is_replaced_or_deleted_is_forgotten(tmp_path: Path):
    faults = {b"bad": "NotDecodable"}
    kept = open_shelf(tmp_path, "a", 9, replace(keeping(), check=lambda _, value: faults.get(value)))
    kept.write([(b"a", b"bad"), (b"b", b"bad")], 2)
    assert len(kept.unreadable) == 2

    kept.write([(b"a", b"good"), (b"b", None)], 4)

    assert kept.unreadable == {}
    assert list(kept.scan(b"\x00unreadable")) == []
    kept.close()


def test_a_quiet_partition_is_noted_to_be_complete_without_a_record(tmp_path: Path):
    reader = Reader(tmp_path)
    reader.publish(view(told()))
    place = next(place for place, shelf in reader.copy.shelves.items() if shelf.units)
    before = reader.copy.shelves[place].mark()

    reader.copy.confirm(place)

    after = reader.copy.shelves[place].mark()
    assert after.position == before.position
    assert after.written > before.written
    assert len(reader.search().json()["reports"]) == 1
    reader.copy.close()
