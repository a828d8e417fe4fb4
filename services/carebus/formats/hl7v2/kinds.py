"""Understands which messages are taken whole, and what each of them tells, part by part; allergies stand beside that in these and others."""

from collections.abc import Iterator

from carebus.domain.problems import Code
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.admissions import TRIGGERS, movement
from carebus.formats.hl7v2.dispensings import dispensing
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.header import Header
from carebus.formats.hl7v2.orders import order
from carebus.formats.hl7v2.ties import TRIGGERS as TIES
from carebus.formats.hl7v2.ties import ties

ORDERS = frozenset({"RDE^O11", "RDE^O25", "RDE^O01"})
DISPENSINGS = frozenset({"RDS^O13", "RDS^O01"})
"""O01 is the trigger of all orders before version 2.4."""

_OTHERS = {
    "ADT": "of ADT A01, A03, A11, A13, A24, A37, A40, A45 and A47 are taken, and allergies (AL1, IAM)",
    "OMP": "an order that no pharmacy has encoded yet; its RDE tells it, under the pharmacy's number",
}
_TAKEN = (
    "taken are RDE^O11, RDE^O25, RDS^O13 and ADT^A01, A03, A11, A13, A24, A37, A40, A45, A47; and allergies (AL1, IAM) beside what "
    "else is told"
)
_OLDER = {
    "ADT^A18": "an older merge that does not say of what it is one: send A40",
    "ADT^A34": "an older merge that does not say whether a number was changed or two records became one: send A40 or A47",
}


def acts_of(message: Segments, head: Header) -> Iterator[Act] | None:
    """What the message tells, act by act; besides allergies; None where its kind is not taken."""
    name, _, trigger = head.kind.partition("^")
    if head.kind in ORDERS:
        return _orders(message)
    if head.kind in DISPENSINGS:
        return (dispensing(group) for group in _groups(message))
    if name == "ADT" and trigger in TRIGGERS:
        return _movements(message, trigger)
    if is_of_two(head):
        return ties(message, trigger)
    return None


def is_of_two(head: Header) -> bool:
    """Whether the message is about two patients, whom each of its acts names."""
    name, _, trigger = head.kind.partition("^")
    return name == "ADT" and trigger in TIES


def why_not(head: Header) -> str:
    """Why a message of this kind is not taken, and who will take it."""
    return f"{head.shown}: {_OLDER.get(head.kind) or _OTHERS.get(head.kind[:3], _TAKEN)}"


def _movements(message: Segments, trigger: str) -> Iterator[Act]:
    """What is wrong with a movement is noted when it is asked for, and is wrong with nothing beside it."""
    yield movement(message, trigger)


def _orders(message: Segments) -> Iterator[Act]:
    pv1 = message.one("PV1")
    return (order(group, pv1) for group in _groups(message))


def _groups(message: Segments) -> tuple[Segments, ...]:
    groups = message.groups("ORC")
    if not groups:
        message.reading.note(Code.MISSING_ELEMENT, "ORC", "the message has no order: there is no ORC")
    return groups
