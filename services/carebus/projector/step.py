"""Understands how a batch of an area's submitted topic is decided: every record once, a defect parks one patient."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from carebus.bus.loop import Effects
from carebus.bus.ownership import Owned
from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import SchemaNotShipped
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.domain.commands import ReleaseRequested, UnitRebuilt
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey
from carebus.domain.work import PARKED, Parked
from carebus.projector import correction, parking, records, submission, touching
from carebus.projector.batch import Batch
from carebus.projector.cache import Cache
from carebus.projector.defect import Defect, pinned, pinned_to_patient
from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming, Malformed, is_in_line, is_patient_key, read
from carebus.projector.metrics import ProjectorMetrics


class Projector:
    """The step of one area's loop."""

    def __init__(
        self, area: Area, wire: Wire, in_flight: InFlight, partitions: int, cache: int, metrics: ProjectorMetrics
    ) -> None:
        self._area = area
        self._wire = wire
        self._in_flight = in_flight
        self._partitions = partitions
        self._cache = Cache(cache)
        self._metrics = metrics
        self._parked: dict[int, dict[PatientKey, Parked]] = {}
        self._batch: Batch | None = None

    def opened(self, owned: Owned) -> None:
        """Find the patients that are parked in the partition."""
        found = owned.stores[self._area.work].scan(b"")
        keys = ((PatientKey(key[: -len(PARKED)].decode()), value) for key, value in found if key.endswith(PARKED))
        self._parked[owned.partition] = {patient: self._wire.decode(value, patient) for patient, value in keys}
        self._metrics.parked(self._parked)

    def closed(self, partitions: Iterable[int]) -> None:
        """Forget what is remembered of partitions."""
        gone = set(partitions)
        self._cache.forget(gone)
        self._parked = {p: patients for p, patients in self._parked.items() if p not in gone}
        self._metrics.parked(self._parked)

    def due(self, owned: Mapping[int, Owned]) -> bool:
        """Tell whether a patient's waiting records are being released."""
        return any(True for _ in self._releasing(owned))

    def run(self, inputs: Sequence[Record], owned: Mapping[int, Owned]) -> Effects:
        """Decide a batch in memory. Raises TooManyParked, RegistryUnreachable, StoreDamaged."""
        batch = [Incoming.of(record) for record in inputs]
        self._in_flight.begin(batch)
        watched = {i.patient for i in batch if self._in_flight.suspected(i) and is_patient_key(i.key)}
        doomed = {i.place: parking.TWICE for i in batch if self._in_flight.condemned(i)}
        while True:
            try:
                self._batch = self._attempt(batch, owned, frozenset(watched), doomed)
            except Defect as defect:
                self._metrics.defect(defect)
                if defect.place is not None:
                    doomed[defect.place] = defect.reason
                elif defect.patient in watched:
                    raise  # it failed at the end alone, with every record tried before: nothing to pin it to
                else:
                    watched.add(defect.patient)
            else:
                return Effects(self._batch.outputs, self._batch.positions, self._batch.stuck)

    def committed(self, effects: Effects) -> None:  # noqa: ARG002 - the batch knows more than its effects
        """Remember what now stands."""
        batch = self._batch
        if batch is None:
            return
        for unit in (*batch.changed, *batch.replaced):
            self._cache.keep(unit, batch.written[unit])
        for patient, state in batch.parked.items():
            self._remember_parking(patient, state)
        self._in_flight.settled(batch.taken)
        self._metrics.committed(batch.tally, batch.spent)
        self._metrics.parked(self._parked)

    def _attempt(
        self,
        incomings: Sequence[Incoming],
        owned: Mapping[int, Owned],
        watched: frozenset[PatientKey],
        doomed: dict[str, str],
    ) -> Batch:
        now = datetime.now(UTC)
        batch = Batch(self._area, self._wire, owned, self._cache, now, self._parked, watched, doomed)
        last = {incoming.key: incoming for incoming in incomings}
        for incoming in incomings:
            if incoming.partition not in batch.stuck:
                self._take_up(batch, incoming)
            if last[incoming.key] is incoming:
                _write_views(batch, incoming.key)  # now, while they are in the processor's cache: a tenth of the whole
        self._drain(batch, owned)
        self._in_flight.begin(incomings)  # nothing stands alone any more
        for key in tuple(batch.unwritten):
            _write_views(batch, key)
        for incoming, asked in batch.asked:
            with pinned(incoming):
                records.asked(batch, incoming, asked, partition_of(asked.key.encode(), self._partitions))
        for done in batch.tally.flow(self._area.name, self._waiting(batch)):
            records.flow(batch, done, partition_of(self._area.name.encode(), self._partitions))
        self._check(batch)
        return batch

    def _take_up(self, batch: Batch, incoming: Incoming) -> None:
        try:
            if batch.doomed and incoming.place in batch.doomed:
                self._set_aside(batch, incoming)
            else:
                with pinned(incoming):
                    self._see_to(batch, incoming)
        except SchemaNotShipped:
            batch.stuck[incoming.partition] = incoming.offset
            return
        batch.positions[incoming.partition] = incoming.offset + 1
        batch.took(incoming)

    def _see_to(self, batch: Batch, incoming: Incoming) -> None:
        suspected = self._in_flight.suspected(incoming)
        if suspected:
            self._in_flight.alone(incoming, was_read=False)
        record = self._read(batch, incoming)
        if suspected:
            touching.names(batch, incoming, record)  # what dies of this must not be asked whom it touches (_set_aside)
            self._in_flight.alone(incoming, was_read=True)
        match record:
            case Malformed(problems=problems):
                submission.hold(batch, incoming, problems, None)
            case ReleaseRequested():
                parking.release(batch, incoming)
            case UnitRebuilt():
                correction.correct(batch, incoming, record)
            case _ if not isinstance(record, self._area.submissions):
                problem = Problem(
                    Code.NOT_FOR_THIS_AREA, "value", f"{type(record).__name__} is not a submission to {self._area.name}"
                )
                submission.hold(batch, incoming, (problem,), None)
            case _:
                self._decide(batch, incoming, record)

    def _read(self, batch: Batch, incoming: Incoming) -> Any:
        began = perf_counter()
        record = read(incoming, self._wire, self._partitions, self._area.line)
        batch.spent.decode += perf_counter() - began
        return record

    def _decide(self, batch: Batch, incoming: Incoming, record: Any) -> None:
        if not parking.waits(batch, incoming, record):
            submission.decide(batch, incoming, record)

    def _set_aside(self, batch: Batch, incoming: Incoming) -> None:
        """Park the patient of a record that a defect was pinned to; a command, or a record of nobody, is held."""
        reason = batch.doomed[incoming.place]
        record = None if self._in_flight.unreadable(incoming) else self._read(batch, incoming)
        if isinstance(record, Malformed):
            submission.hold(batch, incoming, record.problems, None)
        elif isinstance(record, ReleaseRequested | UnitRebuilt) or not is_in_line(incoming.key, self._area.line):
            submission.hold(batch, incoming, (Problem(Code.PARKED, "value", f"a defect of carebus: {reason}"),), None)
        else:
            parking.park(batch, incoming, record, reason)

    def _drain(self, batch: Batch, owned: Mapping[int, Owned]) -> None:
        """Let released patients' records be decided, as far as one transaction goes."""
        budget = parking.Budget()
        for partition, patient, state in self._releasing(owned):
            if patient not in batch.parked and not budget.spent:
                batch.positions.setdefault(partition, owned[partition].position or 0)
                with suppress(SchemaNotShipped):
                    parking.drain(batch, partition, patient, state, self._in_flight, budget)

    def _releasing(self, owned: Mapping[int, Owned]) -> Iterable[tuple[int, PatientKey, Parked]]:
        for partition, patients in self._parked.items():
            if partition in owned:
                yield from ((partition, patient, state) for patient, state in patients.items() if state.releasing)

    def _waiting(self, batch: Batch) -> dict[int, int]:
        """How many patients of each partition wait once the batch stands."""
        waiting = {partition: set(patients) for partition, patients in self._parked.items() if patients}
        for patient, state in batch.parked.items():
            of_partition = waiting.setdefault(partition_of(patient.encode(), self._partitions), set())
            (of_partition.discard if state is None else of_partition.add)(patient)
        return {partition: len(patients) for partition, patients in waiting.items()}

    def _remember_parking(self, patient: PatientKey, state: Parked | None) -> None:
        partition = partition_of(patient.encode(), self._partitions)
        if state is None:
            self._parked[partition].pop(patient, None)
        else:
            self._parked[partition][patient] = state

    def _check(self, batch: Batch) -> None:
        known = {patient: state for patients in self._parked.values() for patient, state in patients.items()}
        new = {patient: state for patient, state in batch.parked.items() if state is not None}
        if new:
            parking.check({**known, **new}, batch)


def _write_views(batch: Batch, key: bytes | None) -> None:
    """Write a patient's views that have changed, each once, as they stand (rule 12)."""
    for unit in batch.unwritten.pop(key, ()):
        with pinned_to_patient(unit.patient):
            records.view(batch, unit)
