"""Understands how each output of the projector is written: its topic, its key, its headers."""

from time import perf_counter
from typing import Any

from carebus.bus import cloudevents
from carebus.bus.cloudevents import Headers
from carebus.bus.shared_topics import FLOW, HELD, VERDICTS
from carebus.bus.wire import Written
from carebus.domain.decision import Asked
from carebus.domain.flow import NO_OFFSET, TransactionDone
from carebus.domain.held import Held, Settled
from carebus.domain.provenance import PatientKey
from carebus.domain.verdicts import Verdict
from carebus.domain.work import Parked, Seen, Touched, Waiting
from carebus.formats.avro import codec, codec_of
from carebus.projector.batch import Batch, parked_key, touched_key, waiting_key
from carebus.projector.cache import Unit
from carebus.projector.incoming import Incoming

SOURCE = "carebus/projector"

MAX_VALUE = 10_000_000
"""Bytes: a larger output does not fit its topic (10 MB)."""

MAX_ENVELOPE = 11_400_000
"""Bytes of what carries a whole input record: held and work take 11 MB, for the input takes 10."""

MAX_VERDICT = 1_000_000
"""Bytes: the topic of verdicts takes 1 MB."""


class OutputTooLarge(Exception):
    """An output of ours that its topic would not take."""


def from_input(incoming: Incoming) -> tuple[str, bytes]:
    """The header that says which input led to an output."""
    return cloudevents.made_of(incoming.topic, incoming.partition, incoming.offset)


def accepted(batch: Batch, incoming: Incoming, submission: Any, event: Any) -> None:
    """A fact: where it is the submission itself, the very bytes that were submitted."""
    area, patient = batch.area, incoming.patient
    headers = [*incoming.headers, from_input(incoming)]
    if event is submission:
        batch.write(area.accepted, patient.encode(), incoming.value, incoming.partition, headers)
    else:
        _write(batch, area.accepted, patient.encode(), event, patient, incoming)


def asked(batch: Batch, incoming: Incoming, told: Asked, partition: int) -> None:
    """What a decision asks of another patient's line, as a submission there; it is decided after this transaction, and never without it."""
    headers = _headers(told.submission, incoming, told.key, told.submission.provenance.event_id)
    value = _encoded(batch, batch.area.submitted, told.submission, told.key)
    batch.write(batch.area.submitted, told.key.encode(), value, partition, headers)


def view(batch: Batch, unit: Unit) -> None:
    """The view of a unit, as the batch leaves it (rule 12). Raises OutputTooLarge, and what encoding raises."""
    began = perf_counter()
    topic = batch.area.views
    value, written = _encoded_view(batch, unit, batch.views[unit])
    copy = batch.wire.own_copy(topic, written, unit.patient, value)
    batch.spent.encode += perf_counter() - began
    _check_size(batch, topic, value)
    batch.written[unit] = written
    batch.write(topic, unit.key, value, unit.partition, batch.changed[unit], copy)


def try_view(batch: Batch, unit: Unit) -> None:
    """Encode a view and throw the bytes away. Raises what `view` would raise."""
    _encoded(batch, batch.area.views, batch.views[unit], unit.patient)


def verdict(batch: Batch, incoming: Incoming, given: Verdict, patient: PatientKey | None) -> None:
    """A verdict; it carries no content (R21)."""
    headers = [*_headers(given, incoming, patient), from_input(incoming)]
    value = _encoded(batch, VERDICTS, given, None)
    batch.write(VERDICTS, (patient or given.original).encode(), value, incoming.partition, headers)


def seen(batch: Batch, incoming: Incoming, key: bytes, entry: Seen) -> None:
    """That a submission was decided (rule 10)."""
    batch.seen[key] = entry
    _write(batch, batch.area.seen, key, entry, incoming.patient, incoming)


def held(batch: Batch, incoming: Incoming, record: Held, patient: PatientKey | None) -> None:
    """A held record, with the header names of Kafka Connect's dead letter queue."""
    value = _encoded(batch, HELD, record, patient)
    stood = cloudevents.held_at(incoming.topic, incoming.partition, incoming.offset, record.stage)
    headers = [*_headers(record, incoming, None), from_input(incoming), *stood]
    batch.write(HELD, (patient or record.original).encode(), value, incoming.partition, headers)


def settled(batch: Batch, incoming: Incoming, record: Settled) -> None:
    """That what was held of a submission has got on."""
    headers = [*_headers(record, incoming, None), from_input(incoming)]
    batch.write(HELD, incoming.patient.encode(), _encoded(batch, HELD, record, None), incoming.partition, headers)


def parked(batch: Batch, incoming: Incoming, patient: PatientKey, parking: Parked | None) -> None:
    """A patient's parking; None ends it."""
    batch.parked[patient] = parking
    key = parked_key(patient)
    if parking is None:
        batch.write(batch.area.work, key, None, incoming.partition, [from_input(incoming)])
    else:
        _write(batch, batch.area.work, key, parking, patient, incoming)


def waiting(batch: Batch, incoming: Incoming, patient: PatientKey, number: int, record: Waiting | None) -> None:
    """A record that waits for its patient's release; None: it waits no more."""
    key = waiting_key(patient, number)
    value = None if record is None else _encoded(batch, batch.area.work, record, patient)
    batch.waiting[key] = value or b""
    batch.write(batch.area.work, key, value, incoming.partition, [from_input(incoming)])


def touched(batch: Batch, incoming: Incoming, name: str, record: Touched | None) -> None:
    """What a waiting record of a line touches; None: no waiting record touches it any more."""
    key = touched_key(incoming.patient, name)
    batch.touched[key] = record
    value = None if record is None else _encoded(batch, batch.area.work, record, incoming.patient)
    batch.write(batch.area.work, key, value, incoming.partition, [from_input(incoming)])


def flow(batch: Batch, done: TransactionDone, partition: int) -> None:
    """What went through this transaction, on one partition for the whole area: a transaction costs by the partitions that it touches."""
    key = f"{done.area}/{done.partition}"
    last = f"released/{batch.now.isoformat()}" if done.last == NO_OFFSET else done.last
    headers = cloudevents.headers(
        codec(TransactionDone),
        event_id=f"{key}/{last}",
        source=SOURCE,
        time=done.decided_to,
        subject=None,
        trace=cloudevents.traceparent(),
    )
    batch.write(FLOW, key.encode(), _encoded(batch, FLOW, done, None), partition, headers)


def view_headers(batch: Batch, unit: Unit, made: Any, incoming: Incoming) -> Headers:
    """Headers of a view: it is named by its unit and revision."""
    name = f"{unit.name}@{batch.area.revision_of(made)}"
    return [*_headers(made, incoming, unit.patient, name), from_input(incoming)]


def _write(batch: Batch, topic: str, key: bytes, record: Any, patient: PatientKey | None, incoming: Incoming) -> None:
    value = _encoded(batch, topic, record, patient)
    batch.write(topic, key, value, incoming.partition, [*_headers(record, incoming, patient), from_input(incoming)])


def _encoded_view(batch: Batch, unit: Unit, picture: Any) -> tuple[bytes, Written]:
    topic = batch.area.views
    if isinstance(picture, batch.area.long):
        return batch.wire.encode_again(topic, picture, unit.patient, batch.written.get(unit))
    return batch.wire.encode(topic, picture, unit.patient), Written(picture)


def _encoded(batch: Batch, topic: str, record: Any, patient: PatientKey | None) -> bytes:
    began = perf_counter()
    value = batch.wire.encode(topic, record, patient)
    batch.spent.encode += perf_counter() - began
    _check_size(batch, topic, value)
    return value


def _check_size(batch: Batch, topic: str, value: bytes) -> None:
    most = _most(batch, topic)
    if len(value) > most:
        raise OutputTooLarge(f"{len(value)} bytes for {topic}, which takes {most}")


def _most(batch: Batch, topic: str) -> int:
    if topic == VERDICTS:
        return MAX_VERDICT
    return MAX_ENVELOPE if topic in (HELD, batch.area.work) else MAX_VALUE


def _headers(record: Any, incoming: Incoming, patient: PatientKey | None, name: str | None = None) -> Headers:
    return cloudevents.headers(
        codec_of(record),
        event_id=name or incoming.place,
        source=SOURCE,
        time=incoming.timestamp,
        subject=patient,
        trace=incoming.trace,
    )
