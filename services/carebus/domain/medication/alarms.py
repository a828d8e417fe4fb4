"""Understands what a person should look at in a write that stands (R8, and codes that nobody knows)."""

from collections.abc import Iterable

from carebus.domain.medication.codes import unknown_codes
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.view import MedicationList
from carebus.domain.problems import Code, Problem


def alarms(listed: MedicationList, told: Iterable[Treatment]) -> tuple[Problem, ...]:
    """That the patient is admitted, and each field whose code is unknown."""
    unknown = tuple(
        Problem(Code.UNKNOWN_CODE, treatment.id, ", ".join(names))
        for treatment in told
        if (names := unknown_codes(treatment))
    )
    if not listed.admissions:
        return unknown
    return (Problem(Code.DURING_ADMISSION, "list", "written while the patient is admitted"), *unknown)
