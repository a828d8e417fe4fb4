"""Understands the ids of orders, stays and allergies: a number together with the one who gave it.

Source: HL7 v2.8 chapter 2A (EI, CX). The id on the bus is `<authority>:<number>`, by the universal id of the
authority where there is one, else by its local name; the number alone where no authority is named.
"""

from carebus.domain.medication.treatment import PrescriptionId
from carebus.domain.problems import Code
from carebus.formats.hl7v2.segments import Segment, Value

LONGEST = 200
_INPATIENT = frozenset({"I", "E"})
_SETTINGS = frozenset({"I", "O"})


def order(orc: Segment) -> PrescriptionId | None:
    """The id of the order: the filler's number (ORC-3), else the placer's (ORC-2); a problem where it has neither.

    A placer that cancels by its own number alone, after the pharmacy has numbered the order, names another
    prescription than the pharmacy did.
    """
    value = orc.one(3) or orc.one(2)
    number = None if value is None else value.text(1)
    if value is None or number is None:
        orc.missing(3)
        return None
    return PrescriptionId(_written(value, value.text(3) or value.text(2), number))


def stay(pv1: Segment) -> str | None:
    """The id of a stay: the visit number (PV1-19), else the alternate one (PV1-50); a problem where it has neither."""
    value = pv1.one(19) or pv1.one(50)
    number = None if value is None else value.text(1)
    if value is None or number is None:
        pv1.missing(19)
        return None
    return _written(value, value.text(4, 2) or value.text(4, 1), number)


def moved(mrg: Segment, pv1: Segment | None) -> str | None:
    """The id of a visit that moved (A45), as it is now (PV1-19), else as it was (MRG-5); a problem where it has neither, or another number.

    A visit that was numbered anew stands under its first number for one patient, and under its second for the other.
    """
    was, now = mrg.one(5), None if pv1 is None else pv1.one(19)
    before, after = (None if each is None else each.text(1) for each in (was, now))
    if was is not None and before and after and before != after:
        was.problem(
            Code.INVALID_VALUE, "the visit has another number after it moved: nobody knows under which it stands"
        )
    found = now if after else was
    number = after or before
    if found is None or number is None:
        mrg.missing(5)
        return None
    return _written(found, found.text(4, 2) or found.text(4, 1), number)


def allergy(iam: Segment) -> str | None:
    """The id of an allergy (IAM-7), where its source gives one."""
    value = iam.one(7)
    number = None if value is None else value.text(1)
    return None if value is None or number is None else _written(value, value.text(3) or value.text(2), number)


def admission(pv1: Segment | None, orc: Segment) -> str | None:
    """The stay that an order belongs to, where the patient class (PV1-2) is I or E (R29); None for a prescription.

    What the order says of itself (ORC-29) goes before: a prescription for home is written during the stay. An order of a
    stay without a visit number is a problem: it would look like a prescription, which stands beside the list for all.
    """
    told = orc.text(29)
    setting = told if told in _SETTINGS else None if pv1 is None else pv1.text(2)
    if setting not in _INPATIENT:
        return None
    if pv1 is None:
        orc.reading.note(Code.MISSING_ELEMENT, "PV1", "the order is of a stay, and no PV1 says which")
        return None
    return stay(pv1)


def _written(value: Value, authority: str | None, number: str) -> str:
    found = f"{authority}:{number}" if authority else number
    if len(found) > LONGEST:
        value.problem(Code.INVALID_VALUE, f"an id of more than {LONGEST} characters")
    return found
