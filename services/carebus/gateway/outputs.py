"""Understands what the gateway writes: of a message its bytes and a record for each part, of a transaction what went through it."""

from collections.abc import Container, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from carebus.bus import cloudevents
from carebus.bus.partition import partition_of
from carebus.bus.shared_topics import FLOW, HELD, RECEIVED, SOURCES, VERDICTS
from carebus.bus.transaction import Output
from carebus.bus.wire import Wire
from carebus.domain.flow import TransactionDone
from carebus.domain.held import Held, Stage
from carebus.domain.provenance import Digest, PatientKey, SourceId
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import codec_of
from carebus.gateway.flow import UNKNOWN, UNKNOWN_AREA, flow
from carebus.gateway.intake import MOST_BYTES
from carebus.gateway.taken import Announced, Ready, Taken, Withheld

SOURCE = "carebus/gateway"


class Outputs:
    """Makes the records of one message; every keyed topic has the same number of partitions."""

    def __init__(self, wire: Wire, partitions: int, numbered_as_one: Container[SourceId] = ()) -> None:
        self._wire = wire
        self._partitions = partitions
        self._as_one = numbered_as_one

    def of(self, data: bytes, taken: tuple[Taken, ...], received: datetime) -> Iterator[Output]:
        """Every record that one message leads to. Bytes that no topic would take are kept by their digest alone."""
        trace = cloudevents.traceparent()
        if len(data) <= MOST_BYTES:
            yield self._original(data, taken[0].original, received, trace)
        for part in taken:
            match part:
                case Ready():
                    yield self._submitted(part, received, trace)
                case Withheld():
                    yield from self._held(part, received, trace)
                case Announced():
                    yield from self._announced(part, received, trace)

    def flow(self, parts: Iterable[Taken], received: datetime) -> Iterator[Output]:
        """What the watch is told of a transaction: counts and times, one record for each partition of an area."""
        for done in flow(parts, received, self._partitions, self._as_one):
            yield self._of_area(FLOW, done, f"{done.area}/{done.partition}", f"gateway/{uuid4()}", received)

    def _original(self, data: bytes, digest: Digest, received: datetime, trace: bytes) -> Output:
        headers: cloudevents.Headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", digest.encode()),
            ("ce_source", SOURCE.encode()),
            ("ce_type", b"care.received"),
            ("ce_time", received.isoformat().encode()),
            ("content-type", b"application/octet-stream"),
            ("traceparent", trace),
        ]
        return Output(RECEIVED, digest.encode(), data, partition_of(digest.encode(), self._partitions), headers)

    def _submitted(self, part: Ready, received: datetime, trace: bytes) -> Output:
        topic = f"care.{part.area}.submitted.v1"
        return self._output(topic, part.submission, part.patient_key, part.original, received, trace)

    def _held(self, part: Withheld, received: datetime, trace: bytes) -> Iterator[Output]:
        held = Held(
            Stage.GATEWAY, received, part.problems, part.original, part.submission_id, part.source, part.area, part.part
        )
        verdict = Verdict(
            part.submission_id,
            part.area or UNKNOWN_AREA,
            part.source or UNKNOWN,
            Outcome.HELD,
            part.original,
            received,
            problems=part.problems,
        )
        yield self._output(HELD, held, part.patient_key, part.original, received, trace)
        yield self._output(VERDICTS, verdict, part.patient_key, part.original, received, trace)

    def _announced(self, part: Announced, received: datetime, trace: bytes) -> Iterator[Output]:
        verdict = Verdict(part.submission_id, part.area, part.source, Outcome.ACCEPTED, part.original, received)
        yield self._of_area(SOURCES, part.announcement, part.area, f"{part.source}/{part.submission_id}", received)
        yield self._output(VERDICTS, verdict, None, part.original, received, trace)

    def _of_area(
        self,
        topic: str,
        record: TransactionDone | PlannedSilence | SourceControlTotal,
        key: str,
        name: str,
        at: datetime,
    ) -> Output:
        """A record about an area: all of them are on the partition of its name."""
        headers = cloudevents.headers(
            codec_of(record), event_id=name, source=SOURCE, time=at, subject=None, trace=cloudevents.traceparent()
        )
        partition = partition_of(record.area.encode(), self._partitions)
        return Output(topic, key.encode(), self._wire.encode(topic, record, None), partition, headers)

    def _output(
        self, topic: str, record: Any, patient: PatientKey | None, original: Digest, received: datetime, trace: bytes
    ) -> Output:
        key = (patient or original).encode()
        sealed_for = None if topic == VERDICTS else patient
        headers = cloudevents.headers(
            codec_of(record),
            event_id=_event_id(record),
            source=SOURCE,
            time=received,
            subject=None if topic == HELD else patient,
            trace=trace,
        )
        if topic == HELD:
            headers += cloudevents.held_at(
                RECEIVED, partition_of(original.encode(), self._partitions), -1, Stage.GATEWAY
            )
        return Output(
            topic, key, self._wire.encode(topic, record, sealed_for), partition_of(key, self._partitions), headers
        )


def _event_id(record: Any) -> str:
    provenance = getattr(record, "provenance", None)
    return str(provenance.event_id if provenance is not None else record.submission_id)
