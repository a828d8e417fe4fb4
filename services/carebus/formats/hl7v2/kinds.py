"""Understands which messages the medication area takes, and what each of them tells, part by part."""

from collections.abc import Iterator

from carebus.domain.problems import Code
from carebus.formats.hl7v2.acts import Act
from carebus.formats.hl7v2.admissions import TRIGGERS, movement
from carebus.formats.hl7v2.dispensings import dispensing
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.header import Header
from carebus.formats.hl7v2.orders import order

ORDERS = frozenset({"RDE^O11", "RDE^O25", "RDE^O01"})
DISPENSINGS = frozenset({"RDS^O13", "RDS^O01"})
"""O01 is the trigger of all orders before version 2.4."""

_OTHERS = {
    "ADT": "the identity area will take it; of ADT the medication area takes A01, A03, A11 and A13",
    "OMP": "an order that no pharmacy has encoded yet; its RDE tells it, under the pharmacy's number",
}
_TAKEN = "the medication area takes RDE^O11, RDE^O25, RDS^O13 and ADT^A01, A03, A11, A13"


def acts_of(message: Segments, head: Header) -> Iterator[Act] | None:
    """What the message tells, act by act; None where its kind is not for this area."""
    name, _, trigger = head.kind.partition("^")
    if head.kind in ORDERS:
        return _orders(message)
    if head.kind in DISPENSINGS:
        return (dispensing(group) for group in _groups(message))
    if name == "ADT" and trigger in TRIGGERS:
        return iter((movement(message, trigger),))
    return None


def why_not(head: Header) -> str:
    """Why a message of this kind is not taken, and who will take it."""
    return f"{head.shown}: {_OTHERS.get(head.kind[:3], _TAKEN)}"


def _orders(message: Segments) -> Iterator[Act]:
    pv1 = message.one("PV1")
    return (order(group, pv1) for group in _groups(message))


def _groups(message: Segments) -> tuple[Segments, ...]:
    groups = message.groups("ORC")
    if not groups:
        message.reading.note(Code.MISSING_ELEMENT, "ORC", "the message has no order: there is no ORC")
    return groups
