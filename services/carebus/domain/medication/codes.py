"""Understands which codes are not of the code systems that the list knows: they are kept, and marked unknown."""

from collections.abc import Iterator

from carebus.domain.coding import Coding
from carebus.domain.drug_codes import is_atc
from carebus.domain.medication.treatment import Ending, Treatment

_VOLVEN = "2.16.578.1.12.4.1.1."
_FORM = frozenset({_VOLVEN + "7448"})
_USE = frozenset({_VOLVEN + "9101"})
_REASON = frozenset({_VOLVEN + "7170", _VOLVEN + "7110"})
_TIME_OF_DAY = frozenset({_VOLVEN + "8325"})
_CEASED = frozenset({_VOLVEN + "7494"})


def unknown_codes(treatment: Treatment) -> tuple[str, ...]:
    """The names of the fields whose code has no system, or another than the field takes: 7448, ATC, 9101, 7170 or 7110, 8325."""
    return tuple(dict.fromkeys(_unknown(treatment)))


def unknown_reason(ending: Ending) -> bool:
    """Whether the reason of a cease is no code of 7494."""
    return not _known(ending.reason, _CEASED)


def _unknown(treatment: Treatment) -> Iterator[str]:
    medicine = treatment.medicine
    if not _known(medicine.form, _FORM):
        yield "medicine.form"
    if medicine.atc and medicine.atc.code is not None and not is_atc(medicine.atc.system):
        yield "medicine.atc"
    if not _known(treatment.use, _USE):
        yield "use"
    if not all(_known(reason, _REASON) for reason in treatment.reasons):
        yield "reasons"
    if not all(_known(dosing.time_of_day, _TIME_OF_DAY) for dosing in treatment.dosage.dosings):
        yield "dosage.dosings"


def _known(coding: Coding | None, systems: frozenset[str]) -> bool:
    return coding is None or coding.code is None or (coding.system or "").removeprefix("urn:oid:") in systems
