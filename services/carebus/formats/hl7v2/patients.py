"""Understands whom a message is about: the one number in PID-3 that names the patient, and in MRG-1 another one (R23).

Source: HL7 v2.8 chapter 2A (CX) and table 0203; OIDs of Volven under 2.16.578.1.12.4.1.4. A national number goes
before a local one. Whether it is right is asked where the patient's key is made.
"""

from carebus.domain.problems import Code
from carebus.domain.results.report import Identifier
from carebus.formats.hl7v2.groups import Segments
from carebus.formats.hl7v2.parties import organisation
from carebus.formats.hl7v2.segments import Segment, Value
from carebus.formats.told import Subject

_AUTHORITIES = {
    "2.16.578.1.12.4.1.4.1": "FNR",
    "2.16.578.1.12.4.1.4.2": "DNR",
    "2.16.578.1.12.4.1.4.3": "FHN",
    "2.16.578.1.12.4.1.4.5": "DUF",
}
_TYPES = {"NNNOR": "FNR", "FNR": "FNR", "DNR": "DNR", "FHN": "FHN", "DUF": "DUF"}
_ORDER = ("FNR", "DNR", "FHN", "DUF")
_LOCAL = frozenset({"MR", "PI", "MRN"})


def subject(message: Segments) -> Subject | None:
    """The patient of the message; None, and a problem, where it names none or more than one."""
    pid = message.one("PID")
    if pid is None:
        message.reading.note(Code.MISSING_PATIENT, "PID", "there is no PID")
        return None
    return patient(pid, 3)


def patient(segment: Segment, number: int) -> Subject | None:
    """The patient whose numbers stand in a field; None, and a problem, where they name none or more than one."""
    numbers = [(_kind(value), value) for value in segment.all(number) if value.text(1)]
    if not numbers:
        segment.reading.note(Code.MISSING_PATIENT, f"{segment.path}-{number}", "no patient number is given")
        return None
    for kind in _ORDER:
        if found := [value for each, value in numbers if each == kind]:
            return _national(kind, found)
    local = next((value for each, value in numbers if each == "LOK"), None)
    if local is None:
        segment.reading.note(
            Code.INVALID_IDENTIFIER, f"{segment.path}-{number}", "no number is of a type that names a patient (CX-5)"
        )
        return None
    assigner = organisation(*(local.text(4, part) for part in (1, 2, 3)))
    return _subject("LOK", local, assigner, None if assigner else local.text(4, 2) or local.text(4, 1))


def _national(kind: str, found: list[Value]) -> Subject | None:
    """The number; two that differ are a problem: which of them is the patient's now is for the identity area to say."""
    first, *others = found
    if any(other.text(1) != first.text(1) for other in others):
        others[0].problem(Code.INVALID_IDENTIFIER, f"two numbers of the kind {kind} that differ")
        return None
    return _subject(kind, first)


def _subject(kind: str, value: Value, assigner: Identifier | None = None, namespace: str | None = None) -> Subject:
    return Subject(kind, value.text(1), f"{value.segment.reading.prefix}{value.where}.1", assigner, namespace)


def _kind(value: Value) -> str | None:
    """By the assigning authority (CX-4) where it is one of ours, else by the type (CX-5)."""
    named = (value.text(5) or "").upper()
    known = _AUTHORITIES.get(value.text(4, 2) or "") or _TYPES.get(named)
    return known or ("LOK" if named in _LOCAL else None)
