"""Understands where everything about one patient is found: in the copies of the topics, one prefix scan away."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import SchemaNotShipped, UnknownSchema
from carebus.bus.store import Put
from carebus.bus.wire import Wire
from carebus.domain.provenance import PatientKey
from carebus.domain.work import PARKED, Parked
from carebus.formats.avro import NotDecodable
from carebus.reader.entries import Unreadable
from carebus.reader.freshness import Freshness, Place
from carebus.reader.shelf import Keeping, Shelf, open_shelf
from carebus.reader.sources import Copied, Source


class Copy:
    """The shelves of every partition of the topics that are copied."""

    def __init__(self, wire: Wire, freshness: Freshness, of: Iterable[Copied]) -> None:
        self.freshness = freshness
        self.of = tuple(of)
        self.wire = wire
        self._sources = {source.topic: source for each in self.of for source in each.every}
        self.shelves: dict[Place, Shelf] = {}
        self._partitions: dict[str, int] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that are copied."""
        return tuple(self._sources)

    def expects(self, places: Iterable[Place]) -> None:
        """The copy is of these places."""
        every = list(places)
        self.freshness.expects(every)
        self._partitions = {topic: sum(1 for each, _ in every if each == topic) for topic in self._sources}

    def open(self, place: Place, folder: Path, topic_id: str, end: int) -> Shelf:
        """Open a partition's shelf under `folder`, emptied unless it can be trusted; or go on with the open one."""
        if place in self.shelves and not _trusted(self.shelves[place], topic_id, end):
            self.shelves.pop(place).close()
        if place not in self.shelves:
            keeping = self._keeping(self._sources[place[0]], place)
            self.shelves[place] = open_shelf(folder / place[0] / str(place[1]), topic_id, end, keeping)
        self.shelves[place].look_again()
        return self.shelves[place]

    def of_patient(self, source: Source, patient: PatientKey, under: str = "") -> Iterator[tuple[str, Any]]:
        """What is kept of the patient, in order: each name within the patient, with its record, or an Unreadable in its place.

        `under`: those names alone that begin so, told without it. Raises RegistryUnreachable where a schema is not known yet.
        """
        prefix = f"{patient}/{under}".encode()
        shelf = self._shelf(source, patient)
        for key, value in list(shelf.scan(prefix)) if shelf else ():
            yield key.removeprefix(prefix).decode(errors="replace"), self._read(patient, value)

    def record(self, source: Source, patient: PatientKey, name: str) -> Any | None:
        """The record under a name within the patient. Raises Unreadable, and RegistryUnreachable as above."""
        value = self.value(source, patient, name)
        answer = None if value is None else self._read(patient, value)
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def value(self, source: Source, patient: PatientKey, name: str) -> bytes | None:
        """What stands under a name within the patient, as it is kept."""
        shelf = self._shelf(source, patient)
        return shelf.get(f"{patient}/{name}".encode()) if shelf else None

    def values(self, source: Source, patient: PatientKey) -> Iterator[tuple[str, bytes]]:
        """What is kept of the patient, in order: each name within the patient, and what stands under it."""
        prefix, shelf = f"{patient}/".encode(), self._shelf(source, patient)
        for key, value in shelf.scan(prefix) if shelf else ():
            yield key.removeprefix(prefix).decode(), value

    def parked(self, area: Copied, patient: PatientKey) -> Parked | None:
        """Since when the patient's records wait, if they do. Raises Unreadable, and RegistryUnreachable as above."""
        note = self.record(area.parked, patient, "parked")
        return note if isinstance(note, Parked) else None

    def touched(self, area: Copied, line: PatientKey, keys: Iterable[PatientKey]) -> bool:
        """Whether a waiting record of a line touches one of these patients."""
        return any(self.value(area.parked, line, f"touched/{key}") is not None for key in keys)

    def partition(self, source: Source, patient: PatientKey) -> int | None:
        """The partition of everything about the patient; None before the copy knows how many there are."""
        count = self._partitions.get(source.topic)
        return partition_of(patient.encode(), count) if count else None

    def entries(self) -> dict[str, int]:
        """How many entries are kept, by topic; not of what is forgotten by itself."""
        counted = (source for source in self._sources.values() if source.kept is None)
        return {source.topic: sum(shelf.units for shelf in self._shelves(source)) for source in counted}

    def units(self) -> int:
        """How many pictures the copy has, of all areas."""
        return sum(shelf.units for each in self.of for shelf in self._shelves(each.views))

    def parked_patients(self) -> int:
        """How many patients' records wait; one that is parked in two areas counts twice."""
        shelves = (shelf for each in self.of for shelf in self._shelves(each.parked))
        return sum(key.endswith(PARKED) for shelf in shelves for key, _ in shelf.scan(b""))

    def unreadable(self) -> dict[str, int]:
        """How many entries nobody can read, by topic."""
        checked = (source for source in self._sources.values() if source.records)
        return {source.topic: sum(len(shelf.unreadable) for shelf in self._shelves(source)) for source in checked}

    def size(self) -> int:
        """Bytes on disk, about."""
        return sum(shelf.size() for shelf in list(self.shelves.values()))

    def confirm(self, place: Place) -> None:
        """Note that the shelf holds everything now: a quiet partition's copy stays trusted over a restart (rule 9)."""
        shelf = self.shelves[place]
        mark = shelf.mark()
        if mark is not None:
            shelf.write((), mark.position)

    def close(self) -> None:
        """Close every shelf."""
        shelves, self.shelves = self.shelves, {}
        for shelf in shelves.values():
            shelf.close()

    def read(self, value: bytes, patient: PatientKey | None) -> Any:
        """The record in a value. Raises Unreadable, and RegistryUnreachable as above."""
        answer = self._read(patient, value)
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def _read(self, patient: PatientKey | None, value: bytes) -> Any:
        try:
            return self.wire.decode(value, patient)
        except (NotDecodable, UnknownSchema, SchemaNotShipped) as error:
            return Unreadable(type(error).__name__)

    def _shelf(self, source: Source, patient: PatientKey) -> Shelf | None:
        partition = self.partition(source, patient)
        return None if partition is None else self.shelves.get((source.topic, partition))

    def _shelves(self, source: Source) -> list[Shelf]:
        return [shelf for (topic, _), shelf in list(self.shelves.items()) if topic == source.topic]

    def _keeping(self, source: Source, place: Place) -> Keeping:
        def entry(record: Record) -> Put | None:
            return source.entry(record, self.read)

        def moved(position: int) -> None:
            self.freshness.reached(place, position)

        return Keeping(entry, self._check(source), moved, source.compacted, source.kept)

    def _check(self, source: Source) -> Callable[[bytes, bytes], str | None]:
        def check(key: bytes, value: bytes) -> str | None:
            if not source.key.fullmatch(key):
                return "the key is not one of this topic's"
            if not source.records:
                return None
            record = self._read(PatientKey(key.partition(b"/")[0].decode()), value)
            if isinstance(record, Unreadable):
                return str(record)
            return None if isinstance(record, source.records) else "a record of another kind"

        return check


def _trusted(shelf: Shelf, topic_id: str, end: int) -> bool:
    try:
        return shelf.trusted(topic_id, end)
    except Exception:  # noqa: BLE001 - RocksDB raises a bare Exception for every kind of damage
        return False
