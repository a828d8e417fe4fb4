"""Understands how what was held tries again: from its original bytes, or by asking the owner of its partition."""

from dataclasses import dataclass
from datetime import UTC, datetime

from carebus.bus import cloudevents
from carebus.bus.heldlog import Entry
from carebus.bus.partition import partition_of
from carebus.bus.shared_topics import HELD, RECEIVED
from carebus.bus.transaction import Output
from carebus.bus.whole import read_whole
from carebus.domain.commands import ReleaseRequested
from carebus.domain.held import Settled
from carebus.domain.problems import Code
from carebus.domain.provenance import Digest, PatientKey
from carebus.formats.avro import codec
from carebus.gateway.outputs import SOURCE
from carebus.gateway.taken import Withheld
from carebus.gateway.writer import Writer
from carebus.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a held record got on, and what happened or what to do."""

    released: bool
    detail: str


class Releases:
    """Lets held records try again."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._brokers = settings.brokers
        self._writer = Writer(settings)

    def close(self) -> None:
        """Let the connections go."""
        self._writer.close()

    def again(self, entry: Entry) -> Answer:
        """Let one try again: a parked patient by a command to the owner (rule 3), anything else from its original bytes."""
        if entry.held.area is not None and any(p.code is Code.PARKED for p in entry.held.problems):
            return self._command(entry, entry.held.area)
        return self._take_again(entry)

    def _command(self, entry: Entry, area: str) -> Answer:
        topic = f"care.{area}.submitted.v1"
        patient, now = PatientKey(entry.key.decode()), datetime.now(UTC)
        headers = cloudevents.headers(
            codec(ReleaseRequested),
            event_id=f"release-{entry.id}",
            source=SOURCE,
            time=now,
            subject=patient,
            trace=cloudevents.traceparent(),
        )
        value = self._writer.wire.encode(topic, ReleaseRequested(now), patient)
        partitions = self._writer.partitions
        output = Output(topic, entry.key, value, partition_of(entry.key, partitions), headers)
        self._writer.commit([output])
        return Answer(released=True, detail="the projector decides the patient's records in order")

    def _take_again(self, entry: Entry) -> Answer:
        data = self._original(entry.held.original)
        if data is None:
            return Answer(released=False, detail="the original bytes are not on the bus: ask the source to send again")
        parts = self._writer.write([data], entry.held.source)[0]
        still = [
            p
            for part in parts
            if isinstance(part, Withheld) and part.submission_id == entry.held.submission_id
            for p in part.problems
        ]
        if still:
            return Answer(released=False, detail=f"still {', '.join(sorted({p.code for p in still}))}")
        self._writer.commit([self._settled(entry)])
        return Answer(released=True, detail="taken again from its original bytes")

    def _settled(self, entry: Entry) -> Output:
        record, patient = Settled(entry.held.submission_id, entry.held.source, datetime.now(UTC)), None
        headers = cloudevents.headers(
            codec(Settled),
            event_id=f"settled-{entry.id}",
            source=SOURCE,
            time=record.settled,
            subject=patient,
            trace=cloudevents.traceparent(),
        )
        value = self._writer.wire.encode(HELD, record, patient)
        return Output(HELD, entry.key, value, partition_of(entry.key, self._writer.partitions), headers)

    def _original(self, digest: Digest) -> bytes | None:
        partition = partition_of(digest.encode(), self._writer.partitions)
        key = digest.encode()
        found = (record.value for record in read_whole(self._brokers, RECEIVED, [partition]) if record.key == key)
        return next(found, None)
