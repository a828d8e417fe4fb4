"""Understands whom a report is about: one patient by a number, or somebody else than the bus can take.

Results under a nested Patient, Material or Animal (a fetus, a donor) belong to another subject than the number does (R24).
"""

from dataclasses import dataclass

from carebus.domain.problems import Code
from carebus.formats.kith.elements import Element

_OTHERS = ("Animal", "Material")
_NESTED = ("Patient", *_OTHERS)


@dataclass(frozen=True, slots=True)
class Subject:
    """The patient as the message names them: never shown, only made into a key."""

    kind: str | None
    value: str | None
    where: str

    def __repr__(self) -> str:
        """Nothing about the patient."""
        return "Subject(…)"


def patient(report: Element) -> Element | None:
    """The Patient of a ServReport; everything about another subject is noted as a problem."""
    for name in _OTHERS:
        for other in report.all(name):
            other.problem(Code.ANOTHER_SUBJECT, "the report is about an animal or a material, not about a patient")
    found = report.one("Patient")
    if found is None:
        report.problem(Code.MISSING_PATIENT, "the report names no patient")
        return None
    _refuse_nested(found)
    return found


def subject(element: Element) -> Subject:
    """The official number of a Patient with its kind."""
    kind, value = element.code("TypeOffId"), element.text("OffId")
    if kind is None and value is not None:
        element.missing("TypeOffId")
    return Subject(kind, value, f"{element.path()}/OffId")


def _refuse_nested(element: Element) -> None:
    for name in _NESTED:
        for nested in element.all(name):
            nested.problem(Code.ANOTHER_SUBJECT, "results of another subject stand under this patient's number")
