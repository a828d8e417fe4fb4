"""Understands which messages are taken whole, and what each of them tells, part by part; allergies and a death stand beside that in these and others."""

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

OF_ONE = frozenset(
    {"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A13", "A14", "A15", "A16", "A28", "A31", "A60"}
)
"""Of ADT, the events that tell of one patient as they now are: those that cancel, merge or move numbers are not among them."""

_ADT = "A01, A03, A11, A13, A18, A24, A34, A37, A40, A45"
_BESIDE = "allergies (AL1, IAM) and a death (PID-29, PID-30)"
_OTHERS = {
    "ADT": f"of ADT {_ADT} and A47 are taken, and {_BESIDE}",
    "OMP": "an order that no pharmacy has encoded yet; its RDE tells it, under the pharmacy's number",
}
_TAKEN = f"taken are RDE^O11, RDE^O25, RDS^O13 and ADT^{_ADT}, A47; and {_BESIDE} beside what else is told"


def acts_of(message: Segments, head: Header) -> Iterator[Act] | None:
    """What the message tells, act by act; besides allergies and a death; None where its kind is not taken."""
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


def is_of_one(head: Header) -> bool:
    """Whether the message is an ADT that tells of one patient as they now are."""
    return head.kind.startswith("ADT^") and head.trigger in OF_ONE


def is_of_two(head: Header) -> bool:
    """Whether the message is about two patients, whom each of its acts names."""
    return head.kind.startswith("ADT^") and head.trigger in TIES


def why_not(head: Header) -> str:
    """Why a message of this kind is not taken, and who will take it."""
    return f"{head.shown}: {_OTHERS.get(head.kind[:3], _TAKEN)}"


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
