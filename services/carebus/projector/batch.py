"""Understands one batch in memory: what the stores and the batch so far say, and what the batch will write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from carebus.bus.cloudevents import Headers
from carebus.bus.ownership import Owned
from carebus.bus.transaction import Output
from carebus.bus.wire import Wire, Written
from carebus.domain.area import Area
from carebus.domain.decision import Asked
from carebus.domain.provenance import PatientKey, Provenance
from carebus.domain.work import PARKED, TOUCHED, Parked, Seen, Touched
from carebus.projector.cache import Cache, Unit
from carebus.projector.incoming import Incoming
from carebus.projector.spent import Spent
from carebus.projector.tally import Tally


@dataclass(slots=True)
class Batch:
    """What one transaction will hold. Nothing of it has happened before the commit (rule 1).

    `standing` are the patients that are parked, by partition; `watched` are patients whose views are tried at every record, so that a defect is pinned to one record; `doomed` are the places of
    records that a defect was pinned to, with the reason; `unwritten` are the changed units, by their record's key, that no output has as they stand;
    `written` are views as they were last written, by a batch before or by this one;
    `asked` is what decisions ask of other patients' lines, each with the input that it follows from.
    """

    area: Area
    wire: Wire
    owned: Mapping[int, Owned]
    cache: Cache
    now: datetime
    standing: Mapping[int, Mapping[PatientKey, Parked]]
    watched: frozenset[PatientKey]
    doomed: Mapping[str, str]
    tally: Tally = field(default_factory=Tally)
    outputs: list[Output] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)
    stuck: dict[int, int] = field(default_factory=dict)
    taken: list[Incoming] = field(default_factory=list)
    views: dict[Unit, Any] = field(default_factory=dict)
    written: dict[Unit, Written | None] = field(default_factory=dict)
    changed: dict[Unit, Headers] = field(default_factory=dict)
    unwritten: dict[bytes | None, dict[Unit, None]] = field(default_factory=dict)
    replaced: set[Unit] = field(default_factory=set)
    seen: dict[bytes, Seen] = field(default_factory=dict)
    parked: dict[PatientKey, Parked | None] = field(default_factory=dict)
    waiting: dict[bytes, bytes] = field(default_factory=dict)
    touched: dict[bytes, Touched | None] = field(default_factory=dict)
    asked: list[tuple[Incoming, Asked]] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)

    def stored(self, partition: int, topic: str, key: bytes) -> bytes | None:
        """What a store holds."""
        began = perf_counter()
        value = self.owned[partition].stores[topic].get(key)
        self.spent.look_up += perf_counter() - began
        return value

    def view(self, unit: Unit) -> Any:
        """The view of a unit as the batch has made it, or as it stands; None before its first event."""
        if unit in self.views:
            return self.views[unit]
        known = self.cache.get(unit)
        if known is None:
            value = self.stored(unit.partition, self.area.views, unit.key)
            known = self._recalled(value, unit.patient)
        self.written[unit] = known
        self.views[unit] = view = known.record if known else None
        return view

    def seen_before(self, partition: int, patient: PatientKey, key: bytes) -> Seen | None:
        """What was decided of this submission id, in this batch or in the last 30 days (rule 10)."""
        if key in self.seen:
            return self.seen[key]
        value = self.stored(partition, self.area.seen, key)
        seen: Seen | None = self._decoded(value, patient)
        return seen

    def parking(self, partition: int, patient: PatientKey) -> Parked | None:
        """The patient's parking, where the patient is parked."""
        if patient in self.parked:
            return self.parked[patient]
        return self.standing.get(partition, {}).get(patient)

    def touched_last(self, partition: int, line: PatientKey, name: str) -> int | None:
        """The number of the last waiting record of a line that touches what has this name; None: none does."""
        key = touched_key(line, name)
        if key not in self.touched:
            self.touched[key] = self._decoded(self.stored(partition, self.area.work, key), line)
        touched = self.touched[key]
        return None if touched is None else touched.last

    def took(self, incoming: Incoming) -> None:
        """A record of the input was taken up."""
        self.taken.append(incoming)
        self.tally.took(incoming)

    def write(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int,
        headers: Headers,
        copy: bytes | None = None,
    ) -> None:
        """Add one record to what will be written, and the process's own copy of it, None for the value."""
        self.outputs.append(Output(topic, key, value, partition, headers, copy))

    def _decoded(self, value: bytes | None, patient: PatientKey) -> Any:
        recalled = self._recalled(value, patient)
        return recalled.record if recalled else None

    def _recalled(self, value: bytes | None, patient: PatientKey) -> Written | None:
        if value is None:
            return None
        began = perf_counter()
        recalled = self.wire.recall(value, patient)
        self.spent.decode += perf_counter() - began
        return recalled


def parked_key(patient: PatientKey) -> bytes:
    """Key of a patient's parking on the work topic."""
    return patient.encode() + PARKED


def seen_key(patient: PatientKey, told: Provenance) -> bytes:
    """Key of a submission on the seen topic."""
    return f"{patient}/{told.source}/{told.submission_id}".encode()


def touched_key(line: PatientKey, name: str) -> bytes:
    """Key of what a waiting record of a line touches, on the work topic."""
    return line.encode() + TOUCHED + name.encode()


def waiting_key(patient: PatientKey, number: int) -> bytes:
    """Key of a waiting record of a parked patient on the work topic."""
    return f"{patient}/waiting/{number:012d}".encode()
