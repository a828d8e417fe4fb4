"""Understands what the gateway writes of one message: the original bytes, and a submission or a held record for each part."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from carebus.bus import cloudevents
from carebus.bus.partition import partition_of
from carebus.bus.shared_topics import HELD, RECEIVED, VERDICTS
from carebus.bus.transaction import Output
from carebus.bus.wire import Wire
from carebus.domain.held import Held, Stage
from carebus.domain.provenance import Digest, PatientKey, SourceId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.formats.avro import codec_of
from carebus.gateway.intake import MOST_BYTES
from carebus.gateway.taken import Ready, Taken, Withheld

SOURCE = "carebus/gateway"

UNKNOWN = SourceId("unknown")
"""What a verdict says where no source file has the message's ids."""

UNKNOWN_AREA = "unknown"
"""What a verdict says where the message could not be read so far."""


class Outputs:
    """Makes the records of one message; every keyed topic has the same number of partitions."""

    def __init__(self, wire: Wire, partitions: int) -> None:
        self._wire = wire
        self._partitions = partitions

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
