"""Understands who is named in a message: organisations as the national registers know them, and persons.

Source: HL7 v2.8 chapter 2A, HD and XCN; OIDs of Volven: 2.16.578.1.12.4.1.2 (HER-id), 2.16.578.1.12.4.1.4.101
(organisation number), 2.16.578.1.12.4.1.4.4 (HPR).
"""

from carebus.domain.medication.treatment import Person
from carebus.domain.results.report import Identifier
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.segments import Segment, Value

_REGISTERS = {"2.16.578.1.12.4.1.2": "HER", "2.16.578.1.12.4.1.4.101": "ENH"}
_HPR = "2.16.578.1.12.4.1.4.4"
_ORDERING = "OP"


def organisation(number: str | None, register: str | None, kind: str | None) -> Identifier | None:
    """An organisation by its number in a national register (the parts of an HD); None where it has another name."""
    if number is None or kind != "ISO" or register not in _REGISTERS:
        return None
    return Identifier(number, _REGISTERS[register])


def sender(msh: Segment) -> tuple[Identifier, ...]:
    """The ids by which MSH-4 (facility) and MSH-3 (application) name the sender; none where they are local names."""
    found = [organisation(*(msh.text(number, part) for part in (1, 2, 3))) for number in (4, 3)]
    return tuple(dict.fromkeys(each for each in found if each is not None))


def person(value: Value, at: str | None) -> Person | None:
    """A person (XCN), at an organisation; None where it says neither a name nor an HPR number."""
    name = " ".join(part for part in (value.text(3), value.text(4), value.text(2, 1)) if part)
    is_hpr = value.text(9, 2) == _HPR or value.text(13) == "HPR"
    hpr = value.text(1) if is_hpr else None
    return Person(name or None, None, hpr, at) if name or hpr else None


def prescriber(order: Segments, orc: Segment, rxe: Segment) -> Person | None:
    """Who ordered: ORC-12, else PRT as ordering provider (from version 2.7), else RXE-13 without its DEA number."""
    named = orc.all(12) or _participants(order) or rxe.all(13)
    return person(named[0], orc.text(21)) if named else None


def _participants(order: Segments) -> tuple[Value, ...]:
    found = (value for prt in order.all("PRT") if prt.text(4) == _ORDERING for value in prt.all(5))
    return tuple(found)
