"""Understands how one patient waits, visibly, for a mended release, while the others of the partition go on (promise 4).

In an area with one line the records of all patients have one key, and those wait that touch what a waiting one touches
(`carebus.projector.touching`). Where nobody can tell what a waiting record touches, all of the line waits.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from carebus.bus import cloudevents
from carebus.domain.held import Settled
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace
from carebus.domain.work import Header, Parked, Waiting
from carebus.projector import records, submission, touching
from carebus.projector.batch import Batch, waiting_key
from carebus.projector.defect import pinned
from carebus.projector.in_flight import InFlight
from carebus.projector.incoming import Incoming
from carebus.projector.touching import Names

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
    parking = batch.parking(incoming.partition, incoming.patient) or Parked(batch.now, reason, 0, 0, by_name=True)
    touched = touching.names_if_any(batch, incoming, record) if parking.by_name else None
    failed = (*parking.failed, batch.now)[-MOST - 1 :]
    _wait(batch, incoming, replace(parking, releasing=False, reason=reason, failed=failed), record, touched)


def waits(batch: Batch, incoming: Incoming, record: Any) -> bool:
    """Let a record wait where it is behind one that waits, and tell whether it does."""
    parking = batch.parking(incoming.partition, incoming.patient)
    if parking is None:
        return False
    touched = touching.names(batch, incoming, record) if parking.by_name else None
    if touched is not None and not touching.is_behind(batch, incoming, touched):
        return False
    _wait(batch, incoming, parking, record, touched)
    return True


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
        waiting = _waiting(batch, partition, patient, number)
        incoming = _as_it_came(waiting, patient)
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
        batch.tally.released(incoming)
        told = record.provenance
        records.settled(batch, incoming, Settled(told.submission_id, told.source, batch.now))
        records.waiting(batch, incoming, patient, number, None)
        touching.forget(batch, incoming, number, waiting.touches)
        left = None if number + 1 == parking.next else replace(parking, first=number + 1)
        records.parked(batch, incoming, patient, left)


def check(parked: dict[PatientKey, Parked], batch: Batch) -> None:
    """Raise TooManyParked where too many patients were parked lately."""
    set_aside = (moment for p in parked.values() for moment in (p.failed if p.by_name else (p.since,)))
    lately = [moment for moment in set_aside if moment > batch.now - WINDOW]
    if len(lately) > MOST:
        raise TooManyParked(f"{len(lately)} patients parked within {WINDOW}: roll this release back, then release them")


def _wait(batch: Batch, incoming: Incoming, parking: Parked, record: Any, touched: Names | None) -> None:
    """Let a record wait in order, and say so; where nobody can tell what it touches, all that comes after it waits too."""
    headers = tuple(Header(name, value) for name, value in incoming.headers)
    value = incoming.value or b""
    names = frozenset() if touched is None else touched
    place = (incoming.topic, incoming.partition, incoming.offset, incoming.timestamp)
    records.waiting(
        batch, incoming, incoming.patient, parking.next, Waiting(*place, value, headers, tuple(sorted(names)))
    )
    touching.note(batch, incoming, parking.next, names)
    by_name = touched is not None
    records.parked(batch, incoming, incoming.patient, replace(parking, next=parking.next + 1, by_name=by_name))
    problem = Problem(
        Code.PARKED, "patient", f"held since {parking.since:%Y-%m-%dT%H:%MZ} by a defect of carebus: {parking.reason}"
    )
    submission.hold(batch, incoming, (problem,), record)


def _waiting(batch: Batch, partition: int, patient: PatientKey, number: int) -> Waiting:
    key = waiting_key(patient, number)
    value = batch.waiting.get(key) or batch.stored(partition, batch.area.work, key)
    record: Waiting = batch.wire.decode(value or b"", patient)
    return record


def _as_it_came(record: Waiting, patient: PatientKey) -> Incoming:
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
