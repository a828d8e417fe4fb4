"""Understands how a record becomes an entry of the shelf that copies its topic."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from carebus.bus.cloudevents import INPUT, find
from carebus.bus.record import Record
from carebus.bus.store import Put
from carebus.domain.problems import Code
from carebus.domain.provenance import PatientKey
from carebus.domain.verdicts import Outcome, Verdict
from carebus.domain.work import PARKED, TOUCHED

Read = Callable[[bytes, PatientKey | None], Any]
"""Gives the record in a value. Raises Unreadable, and RegistryUnreachable where its schema is not known yet."""

Entry = Callable[[Record, Read], Put | None]
"""Gives the key and value that are kept of a record (None as value deletes); None: nothing is kept of it."""

BASES = frozenset({Code.STALE, Code.STALE_READ, Code.BASE_TOO_OLD, Code.BASE_FROM_THE_FUTURE})
"""The problems of a base (R2): only a write that has one of them has a difference to show."""

_DIGITS = 20
_OWN = b"\x00"


class Unreadable(Exception):
    """A record that this release cannot read; the message says why and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class RefusedAt:
    """Where the submission stands that a verdict refused, and why it was."""

    topic: str
    partition: int
    offset: int
    decided: datetime
    problems: tuple[str, ...]


def as_it_came(record: Record, _: Read) -> Put | None:
    """The key and value of the record; keys that begin as the shelf's own do are nobody's."""
    return None if not record.key or record.key.startswith(_OWN) else (record.key, record.value)


def who_waits(record: Record, _: Read) -> Put | None:
    """Of a work topic the notes of parked patients, and in one line for all whom the waiting records touch; none of those records."""
    is_told = record.key and (record.key.endswith(PARKED) or TOUCHED in record.key)
    return (record.key, record.value) if record.key and is_told else None


def fact(record: Record, _: Read) -> Put | None:
    """A fact under its patient, its offset and the time at which it was decided: a patient's facts are one prefix scan, in order."""
    if not record.key or record.key.startswith(_OWN) or record.value is None:
        return None
    return b"%b/%0*d/%d" % (record.key, _DIGITS, record.offset, record.timestamp), record.value


def decided_at(name: str) -> int:
    """When a fact was decided, in milliseconds since 1970, by its name within its patient."""
    return int(name.rpartition("/")[2])


def refused(submitted: str) -> Entry:
    """Of the verdicts those that refuse a write of the topic `submitted` for its base: where that write stands."""
    here = re.compile(rb"%b/(\d{1,9})/(\d{1,19})" % re.escape(submitted.encode()))

    def entry(record: Record, read: Read) -> Put | None:
        place = here.fullmatch(find(record.headers, INPUT) or b"")
        if place is None or not record.key or record.value is None:
            return None
        verdict = _verdict(record.value, read)
        if verdict is None or verdict.outcome is not Outcome.REFUSED:
            return None
        codes = tuple(dict.fromkeys(problem.code.value for problem in verdict.problems))
        if BASES.isdisjoint(codes):
            return None
        at = RefusedAt(submitted, int(place[1]), int(place[2]), verdict.decided, codes)
        name = refusal_name(verdict.source, verdict.submission_id)
        return b"%b/%b" % (record.key, name.encode()), msgspec.json.encode(at)

    return entry


def refusal_name(source: str, submission_id: str) -> str:
    """The name of a refused submission within its patient; a source has no slash."""
    return f"{source}/{submission_id}"


def refused_at(value: bytes) -> RefusedAt:
    """The entry of a refused submission."""
    return msgspec.json.decode(value, type=RefusedAt)


def _verdict(value: bytes, read: Read) -> Verdict | None:
    """None of what this release cannot read: its difference is not found."""
    try:
        record = read(value, None)
    except Unreadable:
        return None
    return record if isinstance(record, Verdict) else None


def is_named(name: str, submission_id: str) -> bool:
    """Whether a refusal's name is that of this submission, whoever sent it."""
    return name.partition("/")[2] == submission_id
