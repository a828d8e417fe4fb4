"""Understands the headers of a record: CloudEvents 1.0 in binary mode, the W3C trace, and where the record came from."""

import os
import re
from datetime import datetime
from functools import cache
from typing import Any

from carebus.domain.provenance import PatientKey
from carebus.formats.avro import Codec

Headers = list[tuple[str, bytes]]

INPUT = "carebus-input"
"""Names the input record that an output was made of: topic/partition/offset (rule 8)."""

CONTENT_TYPE = "application/vnd.confluent.avro"
"""Avro in the Confluent frame; what is received from sources travels under its own type."""

_TRACEPARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")


def headers(
    codec: Codec[Any],
    *,
    event_id: str,
    source: str,
    time: datetime,
    subject: PatientKey | None,
    trace: bytes,
) -> Headers:
    """The headers of one record. `time` is in UTC; `subject` is the patient key, and nobody where the record is about none.

    Source: CloudEvents 1.0.2, Kafka protocol binding, binary content mode.
    """
    made: Headers = [
        ("ce_id", event_id.encode()),
        ("ce_source", source.encode()),
        ("ce_time", time.isoformat().replace("+00:00", "Z").encode()),
        ("traceparent", trace),
        *_of_type(codec.fullname, codec.fingerprint),
    ]
    if subject is not None:
        made.append(("ce_subject", subject.encode()))
    return made


def dataschema(fingerprint: str) -> str:
    """The URI by which `ce_dataschema` names a schema."""
    return f"urn:carebus:schema:sha-256:{fingerprint}"


def traceparent(of: bytes | None = None) -> bytes:
    """A new span: of the trace that the input's `traceparent` names, or of a new trace where it names none.

    Source: W3C Trace Context 1, section 3.2.
    """
    parent = _TRACEPARENT.fullmatch(of) if of else None
    trace, flags = (parent[1], parent[2]) if parent else (os.urandom(16).hex().encode(), b"01")
    return b"00-%b-%b-%b" % (trace, os.urandom(8).hex().encode(), flags)


def held_at(topic: str, partition: int, offset: int, stage: str) -> Headers:
    """Where a held record stood, by the names that Kafka Connect gives them; nothing of the patient."""
    return [
        ("__connect.errors.topic", topic.encode()),
        ("__connect.errors.partition", b"%d" % partition),
        ("__connect.errors.offset", b"%d" % offset),
        ("__connect.errors.stage", stage.encode()),
    ]


def made_of(topic: str, partition: int, offset: int) -> tuple[str, bytes]:
    """The header that names the input of an output (rule 8)."""
    return INPUT, f"{topic}/{partition}/{offset}".encode()


def find(among: Any, name: str) -> bytes | None:
    """The value of the first header of that name, of headers as a consumed message has them (None: it has none)."""
    return next((value for key, value in among or () if key == name), None)


@cache
def _of_type(fullname: str, fingerprint: str) -> tuple[tuple[str, bytes], ...]:
    return (
        ("ce_specversion", b"1.0"),
        ("ce_type", fullname.encode()),
        ("ce_dataschema", dataschema(fingerprint).encode()),
        ("content-type", CONTENT_TYPE.encode()),
    )
