"""Understands what arrives at the gateway: from the bytes of one message to submissions, and to what is held with its reasons."""

from datetime import datetime
from hashlib import sha256

from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Digest
from carebus.formats import json_events
from carebus.formats.detect import Reader, detect
from carebus.formats.kith import messages
from carebus.gateway.acts import take_act
from carebus.gateway.arrival import Arrival
from carebus.gateway.reports import take_report
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Taken
from carebus.settings import Environment

MOST_BYTES = 8 * 1024 * 1024
"""What one message may hold: a record of an area's topic may be 10 MB, and a report grows little on its way there."""


def take(
    data: bytes, *, sources: Sources, environment: Environment, patient_secret: bytes, received: datetime
) -> tuple[Taken, ...]:
    """Each report or act in `data`: ready to be submitted, or withheld with all its problems. Never raises for any bytes."""
    arrival = Arrival(Digest(sha256(data).hexdigest()), received, sources, environment, patient_secret)
    reader = _unsuitable(data) or detect(data)
    if isinstance(reader, Problem):
        return (arrival.unread((reader,)),)
    return _reports(data, arrival) if reader is Reader.KITH else _act(data, arrival)


def _unsuitable(data: bytes) -> Problem | None:
    if not data.strip():
        return Problem(Code.EMPTY, "/", "the message is empty")
    if len(data) > MOST_BYTES:
        return Problem(Code.TOO_LARGE, "/", f"the message has {len(data)} bytes; {MOST_BYTES} are taken at most")
    return None


def _reports(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    message = messages.read(data)
    if isinstance(message, tuple):
        return (arrival.unread(message),)
    return tuple(take_report(told, message.format, arrival) for told in message.reports)


def _act(data: bytes, arrival: Arrival) -> tuple[Taken, ...]:
    act = json_events.read(data)
    return (arrival.unread(act) if isinstance(act, tuple) else take_act(act, arrival),)
