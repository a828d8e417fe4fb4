"""Understands one record of the submitted topic: what it is, or every reason why it cannot be used."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from carebus.bus import cloudevents
from carebus.bus.cloudevents import Headers
from carebus.bus.partition import partition_of
from carebus.bus.record import Record
from carebus.bus.registry import UnknownSchema
from carebus.bus.wire import Wire
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Digest, PatientKey, SubmissionId
from carebus.formats.avro import NotDecodable

_PATIENT_KEY = re.compile(rb"[0-9a-f]{64}")


LATEST = 253_402_300_799_000
"""Milliseconds to the end of the year 9999: a time stamp beyond it is somebody's mistake, and no reason to stop."""


class Incoming(Struct, frozen=True, gc=False):
    """One record as it stands on its topic; `trace` is the span in which it is decided."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: datetime
    trace: bytes

    @classmethod
    def of(cls, record: Record) -> "Incoming":
        """A consumed record, to be decided in a new span of its trace."""
        moment = datetime.fromtimestamp(min(max(record.timestamp, 0), LATEST) / 1000, UTC)
        return cls(*record[:6], moment, cloudevents.traceparent(cloudevents.find(record.headers, "traceparent")))

    @property
    def place(self) -> str:
        """Where it stands: topic/partition/offset."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def patient(self) -> PatientKey:
        """The patient that it is keyed by."""
        return PatientKey((self.key or b"").decode())

    @property
    def digest(self) -> Digest:
        """SHA-256 of the value, for a record that says nothing of itself."""
        return Digest(hashlib.sha256(self.value or b"").hexdigest())

    @property
    def unread_id(self) -> SubmissionId:
        """What stands for a submission id where none can be read."""
        return SubmissionId(self.place)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A record that cannot be used, with every problem found."""

    problems: tuple[Problem, ...]


def is_patient_key(key: bytes | None) -> bool:
    """Tell whether a key has the form of a patient key."""
    return key is not None and _PATIENT_KEY.fullmatch(key) is not None


def read(incoming: Incoming, wire: Wire, partitions: int, line: PatientKey | None = None) -> Any:
    """The record in `incoming`, or Malformed; `line` as `Area.line`. Raises SchemaNotShipped and RegistryUnreachable: neither is the record's fault."""
    problems = _key_problems(incoming, partitions, line)
    if incoming.value is None:
        return Malformed((*problems, Problem(Code.NULL_VALUE, "value", "a submission has a value")))
    try:
        record = wire.decode(incoming.value, None if problems else incoming.patient)
    except UnknownSchema as unknown:
        return Malformed((*problems, Problem(Code.UNKNOWN_SCHEMA, "value", str(unknown))))
    except NotDecodable as broken:
        return Malformed((*problems, Problem(Code.NOT_DECODABLE, "value", str(broken))))
    return Malformed(problems) if problems else record


def is_in_line(key: bytes | None, line: PatientKey | None) -> bool:
    """Tell whether a key is one that records of the area have: of one line that, else a patient key."""
    return is_patient_key(key) and (line is None or key == line.encode())


def _key_problems(incoming: Incoming, partitions: int, line: PatientKey | None) -> tuple[Problem, ...]:
    key = incoming.key
    if key is None or not is_patient_key(key):
        return (Problem(Code.INVALID_KEY, "key", "the key is a patient key: 64 hexadecimal digits"),)
    if not is_in_line(key, line):
        return (Problem(Code.WRONG_LINE, "key", "every record of this area is keyed by its one line"),)
    if partition_of(key, partitions) != incoming.partition:
        return (Problem(Code.WRONG_PARTITION, "partition", "the record is not in the partition of its key"),)
    return ()
