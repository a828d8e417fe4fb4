"""Understands what arrives at the gateway: from the bytes of one message to submissions, and to what is held with its reasons."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Digest, SourceId
from carebus.formats import json_acts, json_events, json_identity, json_sources
from carebus.formats.detect import Reader, detect
from carebus.formats.fhir import messages as fhir
from carebus.formats.hl7v2 import messages as hl7v2
from carebus.formats.kith import messages as kith
from carebus.formats.told import Message
from carebus.gateway.acts import take_act
from carebus.gateway.announcements import take_announcement
from carebus.gateway.arrival import Arrival
from carebus.gateway.reports import take_report
from carebus.gateway.sources import Sources
from carebus.gateway.submissions import take_told
from carebus.gateway.taken import Taken
from carebus.settings import Environment

MOST_BYTES = 8 * 1024 * 1024
"""What one message may hold: a record of an area's topic may be 10 MB, and a report grows little on its way there."""


def take(
    data: bytes,
    *,
    sources: Sources,
    environment: Environment,
    patient_secret: bytes,
    received: datetime,
    sender: SourceId | None = None,
) -> tuple[Taken, ...]:
    """Each submission in `data`: ready, or withheld with all its problems. Never raises for any bytes.

    `sender` is who sends it, for the formats whose messages do not say.
    """
    arrival = Arrival(Digest(sha256(data).hexdigest()), received, sources, environment, patient_secret, sender)
    reader = _unsuitable(data) or detect(data)
    if isinstance(reader, Problem):
        return (arrival.unread((reader,)),)
    return _TAKERS[reader](data, arrival)


def _unsuitable(data: bytes) -> Problem | None:
    if not data.strip():
        return Problem(Code.EMPTY, "/", "the message is empty")
    if len(data) > MOST_BYTES:
        return Problem(Code.TOO_LARGE, "/", f"the message has {len(data)} bytes; {MOST_BYTES} are taken at most")
    return None


def _reports(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    message = kith.read(data)
    if isinstance(message, tuple):
        return (arrival.unread(message),)
    return tuple(take_report(told, message.format, arrival) for told in message.reports)


def _act(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    named = json_events.type_of(data)
    if named in json_acts.TYPES:
        return _told(json_acts.read(data), arrival)
    if named in json_identity.TYPES:
        return _told(json_identity.read(data), arrival)
    if named in json_sources.TYPES:
        told = json_sources.read(data)
        return (arrival.unread(told) if isinstance(told, tuple) else take_announcement(told, arrival),)
    act = json_events.read(data)
    return (arrival.unread(act) if isinstance(act, tuple) else take_act(act, arrival),)


def _fhir(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    return _told(fhir.read(data), arrival)


def _hl7(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    return _told(hl7v2.read(data), arrival)


def _told(message: Message | tuple[Problem, ...], arrival: Arrival) -> tuple[Taken, ...]:
    if isinstance(message, tuple):
        return (arrival.unread(message),)
    return tuple(take_told(told, message, arrival) for told in message.parts)


_TAKERS: dict[Reader, Callable[[bytes, Arrival], tuple[Taken, ...]]] = {
    Reader.KITH: _reports,
    Reader.CAREBUS_JSON: _act,
    Reader.FHIR: _fhir,
    Reader.HL7: _hl7,
}
