"""Understands who answers for a patient's multidose, and what was packed (M27.1, M25.3)."""

from typing import assert_never

from carebus.domain.decision import Refused
from carebus.domain.medication.beside import Part, Responsible
from carebus.domain.medication.events import (
    Multidose,
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
)
from carebus.domain.medication.moving import changed
from carebus.domain.medication.roles import refusal
from carebus.domain.medication.view import MedicationList
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import told_at
from carebus.domain.record import replace


def not_theirs(listed: MedicationList, event: Multidose) -> Refused | None:
    """The refusal of who may not take on, or give up, the multidose of the patient.

    Source: Reseptformidleren, M27.1: a HER id is needed; another pharmacy cannot register while one is registered; only the physician that is
    registered can give it up.
    """
    if isinstance(event, MultidosePacked):
        return None
    if not event.her_id:
        return Refused("R25", (Problem(Code.MISSING_ELEMENT, "list", "her_id"),))
    here = next((each for each in listed.multidose if each.part is event.part), None)
    if here is None or _same(here, event):
        return None
    if isinstance(event, MultidoseResponsibilityEnded):
        return refusal("list", f"another {event.part} is registered for multidose")
    if event.part is Part.PHARMACY:
        return Refused("R25", (Problem(Code.MULTIDOSE_TAKEN, "list", "another pharmacy is registered for multidose"),))
    return None


def _same(here: Responsible, event: MultidoseResponsibilityRegistered | MultidoseResponsibilityEnded) -> bool:
    return here.her_id == event.her_id if event.part is Part.PHARMACY else here.person.hpr == event.person.hpr


def after_multidose(listed: MedicationList, event: Multidose) -> MedicationList:
    """The list of a patient whose multidose is registered, given up or packed."""
    match event:
        case MultidoseResponsibilityRegistered():
            return _after_registration(listed, event)
        case MultidoseResponsibilityEnded():
            return changed(listed, multidose=tuple(each for each in listed.multidose if each.part is not event.part))
        case MultidosePacked():
            is_older = listed.packed is not None and listed.packed.made > event.packing.made
            return listed if is_older else changed(listed, packed=event.packing)
        case _:
            assert_never(event)


def _after_registration(listed: MedicationList, event: MultidoseResponsibilityRegistered) -> MedicationList:
    here = next((each for each in listed.multidose if each.part is event.part), None)
    told = Responsible(event.part, event.her_id, event.person, told_at(event.provenance), event.substitute)
    if here and replace(here, since=told.since) == told:
        return listed
    return changed(listed, multidose=(*(each for each in listed.multidose if each.part is not event.part), told))
