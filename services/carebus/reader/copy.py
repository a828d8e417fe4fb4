"""Understands where everything about one patient is found: in the copy of the view topic, one prefix scan away."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from carebus.bus.partition import partition_of
from carebus.bus.registry import SchemaNotShipped, UnknownSchema
from carebus.bus.wire import Wire
from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.domain.results.view import ReportView
from carebus.domain.work import Parked
from carebus.formats.avro import NotDecodable
from carebus.reader.freshness import Freshness, Place
from carebus.reader.shelf import Keeping, Shelf, open_shelf

VIEWS = "care.results.view.v1"
WORK = "care.results.work.v1"

_PARKED = b"/parked"


@dataclass(frozen=True, slots=True)
class Source:
    """One topic that is copied: which keys matter, what they look like, and what stands under them."""

    topic: str
    keeps: Callable[[bytes], bool]
    key: re.Pattern[bytes]
    record: type


@dataclass(frozen=True, slots=True)
class Sources:
    """The topics that the copy is of."""

    views: Source
    parked: Source


def sources(views: str = VIEWS, work: str = WORK) -> Sources:
    """The copy of a view topic whole, and of a work topic's notes of parked patients."""
    return Sources(
        Source(
            views, lambda key: not key.startswith(b"\x00"), re.compile(rb"[0-9a-f]{64}/[^/]+/.+", re.DOTALL), ReportView
        ),
        Source(work, lambda key: key.endswith(_PARKED), re.compile(rb"[0-9a-f]{64}/parked"), Parked),
    )


class Unreadable(Exception):
    """A record that this release cannot read; the message says why and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A patient's reports, and how many more there are that nobody can read."""

    views: tuple[ReportView, ...]
    unreadable: int


class Copy:
    """The shelves of every partition of the view topic, and of the notes of parked patients on the work topic."""

    def __init__(self, wire: Wire, freshness: Freshness, of: Sources) -> None:
        self.freshness = freshness
        self.of = of
        self._wire = wire
        self.shelves: dict[Place, Shelf] = {}
        self._partitions = 0

    def expects(self, places: Iterable[Place]) -> None:
        """The copy is of these places."""
        every = list(places)
        self.freshness.expects(every)
        self._partitions = len({partition for _, partition in every})

    def open(self, place: Place, folder: Path, topic_id: str, end: int) -> Shelf:
        """Open a partition's shelf under `folder`, emptied unless it can be trusted; or go on with the open one."""
        if place in self.shelves and not _trusted(self.shelves[place], topic_id, end):
            self.shelves.pop(place).close()
        if place not in self.shelves:
            source = self._source(place[0])
            keeping = Keeping(source.keeps, self._check(source), self._moved(place))
            self.shelves[place] = open_shelf(folder / place[0] / str(place[1]), topic_id, end, keeping)
        self.shelves[place].look_again()
        return self.shelves[place]

    def reports(self, patient: PatientKey) -> Found:
        """Every report of the patient. Raises RegistryUnreachable where a schema is not known yet."""
        shelf = self._shelf(self.of.views, patient)
        entries = list(shelf.scan(f"{patient}/".encode())) if shelf else []
        answers = [self._read(patient, value) for _, value in entries]
        views = tuple(answer for answer in answers if isinstance(answer, ReportView))
        return Found(views, len(answers) - len(views))

    def report(self, patient: PatientKey, laboratory: LaboratoryId, report_id: ReportId) -> ReportView | None:
        """One report. Raises Unreadable, and RegistryUnreachable as above."""
        view = self._one(self.of.views, f"{patient}/{laboratory}/{report_id}", patient)
        return view if isinstance(view, ReportView) else None

    def parked(self, patient: PatientKey) -> Parked | None:
        """Since when the patient's records wait, if they do. Raises Unreadable, and RegistryUnreachable as above."""
        note = self._one(self.of.parked, f"{patient}/parked", patient)
        return note if isinstance(note, Parked) else None

    def partition(self, patient: PatientKey) -> int | None:
        """The partition of everything about the patient; None before the copy knows how many there are."""
        return partition_of(patient.encode(), self._partitions) if self._partitions else None

    def units(self) -> int:
        """How many reports the copy has."""
        return sum(shelf.units for shelf in self._shelves(self.of.views))

    def parked_patients(self) -> int:
        """How many patients' records wait."""
        return sum(shelf.units for shelf in self._shelves(self.of.parked))

    def unreadable(self) -> dict[str, int]:
        """How many entries nobody can read, by topic."""
        both = (self.of.views, self.of.parked)
        return {source.topic: sum(len(shelf.unreadable) for shelf in self._shelves(source)) for source in both}

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

    def _read(self, patient: PatientKey, value: bytes) -> object:
        try:
            record: object = self._wire.decode(value, patient)
        except (NotDecodable, UnknownSchema, SchemaNotShipped) as error:
            return Unreadable(type(error).__name__)
        return record

    def _one(self, source: Source, key: str, patient: PatientKey) -> object:
        shelf = self._shelf(source, patient)
        value = shelf.get(key.encode()) if shelf else None
        answer = None if value is None else self._read(patient, value)
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def _shelf(self, source: Source, patient: PatientKey) -> Shelf | None:
        partition = self.partition(patient)
        return None if partition is None else self.shelves.get((source.topic, partition))

    def _shelves(self, source: Source) -> list[Shelf]:
        return [shelf for (topic, _), shelf in list(self.shelves.items()) if topic == source.topic]

    def _source(self, topic: str) -> Source:
        return self.of.views if topic == self.of.views.topic else self.of.parked

    def _check(self, source: Source) -> Callable[[bytes, bytes], str | None]:
        def check(key: bytes, value: bytes) -> str | None:
            if not source.key.fullmatch(key):
                return "the key is not one of this topic's"
            record = self._read(PatientKey(key.partition(b"/")[0].decode()), value)
            if isinstance(record, Unreadable):
                return str(record)
            return None if isinstance(record, source.record) else "a record of another kind"

        return check

    def _moved(self, place: Place) -> Callable[[int], None]:
        return lambda position: self.freshness.reached(place, position)


def _trusted(shelf: Shelf, topic_id: str, end: int) -> bool:
    try:
        mark = shelf.mark()
    except Exception:  # noqa: BLE001 - RocksDB raises a bare Exception for every kind of damage
        return False
    return mark is None or mark.trusted(topic_id, end, datetime.now(UTC))
