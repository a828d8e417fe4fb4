"""Understands how one patient waits, visibly, for a mended release, while the others of the partition go on (promise 4)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from carebus.bus import cloudevents
from carebus.domain.held import Settled
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.domain.work import Header, Parked, Waiting
from carebus.projector import records, submission
from carebus.projector.batch import Batch, waiting_key
from carebus.projector.defect import pinned
from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming

DRAIN = 500
"""Records of one patient that one transaction releases, at most."""

DRAIN_BYTES = 20_000_000
"""Bytes of records that one transaction releases, about."""

WINDOW = timedelta(minutes=5)
TWICE = "the process died of this record"
"""The reason for a record that `os._exit`, the kernel or a crash in C ended the process with."""

MOST = 20
"""More patients than this parked within WINDOW: it is a bad release of ours, not bad data."""


class TooManyParked(Exception):
    """Stop and alarm: roll this release back."""


def park(batch: Batch, incoming: Incoming, record: Any, reason: str) -> None:
    """Park the patient of a record that a defect was pinned to; the record is the first to wait."""
    before = batch.parking(incoming.partition, incoming.patient)
    number = before.next if before else 0
    parking = before or Parked(batch.now, reason, number, number)
    wait(batch, incoming, replace(parking, releasing=False, reason=reason), record)


def release(batch: Batch, incoming: Incoming) -> None:
    """Mark a parked patient for release; the records are drained by the transactions that follow."""
    parking = batch.parking(incoming.partition, incoming.patient)
    if parking is not None:
        records.parked(batch, incoming, incoming.patient, replace(parking, releasing=True))


@dataclass(slots=True)
class Budget:
    """How much one transaction may release: it must be committed within its time-out."""

    records: int = DRAIN
    value_bytes: int = DRAIN_BYTES

    @property
    def spent(self) -> bool:
        """Tell whether the rest must wait for the next transaction."""
        return self.records <= 0 or self.value_bytes <= 0

    def take(self, incoming: Incoming) -> None:
        """One record is released."""
        self.records -= 1
        self.value_bytes -= len(incoming.value or b"")


def drain(
    batch: Batch, partition: int, patient: PatientKey, parking: Parked, in_flight: InFlight, budget: Budget
) -> None:
    """Decide waiting records in order, until the first that fails again, or the budget is spent."""
    for number in range(parking.first, parking.next):
        if budget.spent:
            return
        incoming = _waiting(batch, partition, patient, number)
        budget.take(incoming)
        batch.taken.append(incoming)
        if incoming.place in batch.doomed or in_flight.condemned(incoming):
            reason = batch.doomed.get(incoming.place, TWICE)
            records.parked(batch, incoming, patient, replace(parking, first=number, releasing=False, reason=reason))
            return
        in_flight.alone(incoming, was_read=True)
        with pinned(incoming):
            record = batch.wire.decode(incoming.value or b"", patient)
            submission.decide(batch, incoming, record)
        told = record.provenance
        records.settled(batch, incoming, Settled(told.submission_id, told.source, batch.now))
        records.waiting(batch, incoming, patient, number, None)
        left = None if number + 1 == parking.next else replace(parking, first=number + 1)
        records.parked(batch, incoming, patient, left)


def check(parked: dict[PatientKey, Parked], batch: Batch) -> None:
    """Raise TooManyParked where too many patients were parked lately."""
    lately = [p for p in parked.values() if p.since > batch.now - WINDOW]
    if len(lately) > MOST:
        raise TooManyParked(f"{len(lately)} patients parked within {WINDOW}: roll this release back, then release them")


def wait(batch: Batch, incoming: Incoming, parking: Parked, record: Any) -> None:
    """Let a record of a parked patient wait in order, and say so."""
    headers = tuple(Header(name, value) for name, value in incoming.headers)
    value = incoming.value or b""
    waiting = Waiting(incoming.topic, incoming.partition, incoming.offset, incoming.timestamp, value, headers)
    records.waiting(batch, incoming, incoming.patient, parking.next, waiting)
    records.parked(batch, incoming, incoming.patient, replace(parking, next=parking.next + 1))
    problem = Problem(
        Code.PARKED, "patient", f"held since {parking.since:%Y-%m-%dT%H:%MZ} by a defect of carebus: {parking.reason}"
    )
    submission.hold(batch, incoming, (problem,), record)


def _waiting(batch: Batch, partition: int, patient: PatientKey, number: int) -> Incoming:
    key = waiting_key(patient, number)
    value = batch.waiting.get(key) or batch.stored(partition, batch.area.work, key)
    record: Waiting = batch.wire.decode(value or b"", patient)
    return Incoming(
        record.topic,
        record.partition,
        record.offset,
        patient.encode(),
        record.value,
        [(header.name, header.value) for header in record.headers],
        record.timestamp,
        cloudevents.traceparent(),
    )
