"""Understands which number names a patient, and the key under which the bus knows that patient (R23).

A number is checked and never interpreted: birth date, sex and origin are not read out of it, and from 2032 cannot be.
"""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey

Assigner = NewType("Assigner", str)


class Kind(StrEnum):
    """Kinds of patient number, by their codes in KITH messages (Volven 8116)."""

    FNR = "FNR"
    DNR = "DNR"
    FHN = "FHN"
    DUF = "DUF"
    HNR = "HNR"
    LOK = "LOK"
    LIN = "LIN"


LOCAL = frozenset({Kind.HNR, Kind.LOK, Kind.LIN})
"""Numbers that mean something only together with the one who assigned them."""

_SERIES = {Kind.FNR: "FNR", Kind.DNR: "FNR", Kind.FHN: "FNR"}
"""National, D and FH numbers are one series of 11 digits that never overlap, and senders mix up their names."""

_K1 = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_K2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_DUF = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNUSABLE = re.compile(r"[|\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class PatientNumber:
    """A checked number; `assigner` is there for local numbers and nowhere else."""

    kind: Kind
    value: str
    assigner: Assigner | None = None


def parse(kind: str | None, value: str | None, assigner: str | None, where: str = "patient") -> PatientNumber | Problem:
    """The number that `kind` and `value` write, or why it cannot name a patient; no answer shows the number.

    Source: KITH 1001:2010 (FH); Skatteetaten, "Nytt fødselsnummer fra 2032" (check digits); UDI (DUF).
    """
    written = _compact(value)
    if not written or written.upper() == "NULL":
        return Problem(Code.MISSING_PATIENT, where, "no patient number is given")
    known = _kind(kind)
    if known is None:
        return Problem(Code.INVALID_IDENTIFIER, where, f"the kind of number is not one of {', '.join(Kind)}")
    return _local(known, (value or "").strip(), assigner, where) if known in LOCAL else _national(known, written, where)


def is_synthetic(number: PatientNumber) -> bool:
    """Whether the number can only belong to an invented patient, or must be treated so.

    Month + 80 is Test-Norge's mark, also together with a D number's + 4. Month + 40 is ambiguous: NAV marks invented
    patients with it, and hospitals mark their own H numbers with it. Under the kind FNR or DNR it is treated as invented:
    an H number means nothing without its assigner, so in production it must not become a nation-wide key either. The
    same digits sent as HNR are a hospital's local number and are not synthetic. FH and DUF numbers carry no such mark.
    """
    if len(number.value) != 11 or not _digits(number.value) or number.kind in (Kind.FHN, Kind.DUF):
        return False
    month = int(number.value[2:4])
    if number.kind in LOCAL:
        return 81 <= month <= 92 and _birth_part(number.value) and _checked(number.value)
    return month > 40 and number.value[0] not in "89"


def patient_key(secret: bytes, number: PatientNumber) -> PatientKey:
    """The key of the patient on the bus: hexadecimal HMAC-SHA-256 over type and number (R23)."""
    parts = [_SERIES.get(number.kind, number.kind.value), number.assigner, number.value]
    text = "|".join(part for part in parts if part is not None)
    return PatientKey(hmac.new(secret, text.encode(), "sha256").hexdigest())


def _kind(written: str | None) -> Kind | None:
    try:
        return Kind((written or "").strip().upper())
    except ValueError:
        return None


def _local(kind: Kind, value: str, assigner: str | None, where: str) -> PatientNumber | Problem:
    by = (assigner or "").strip()
    if _UNUSABLE.search(value + by) or not _names_someone(value):
        return Problem(
            Code.INVALID_IDENTIFIER, where, "the local number is a placeholder or cannot be written as a key"
        )
    if not by:
        return Problem(Code.MISSING_ASSIGNER, where, "a local number means nothing without the one who assigned it")
    return PatientNumber(kind, value, Assigner(by))


def _names_someone(value: str) -> bool:
    """Not "0000", "99999", "ukjent": placeholders would make one patient of many."""
    return any(c in "123456789" for c in value) and len({c for c in value if c.isalnum()}) > 1


def _national(kind: Kind, value: str, where: str) -> PatientNumber | Problem:
    fault = _duf_fault(value) if kind is Kind.DUF else _series_fault(kind, value)
    if fault is not None:
        return Problem(Code.INVALID_IDENTIFIER, where, fault)
    return PatientNumber(kind, value)


def _series_fault(kind: Kind, value: str) -> str | None:
    if len(value) != 11 or not _digits(value):
        return "the number does not have 11 digits"
    if value[0] in "89":
        return None if _checked(value) else "the check digits are wrong"
    if kind is Kind.FHN or not _birth_part(value):
        return "the first six digits are not those of such a number"
    return None if _checked(value) else "the check digits are wrong"


def _duf_fault(value: str) -> str | None:
    if len(value) != 12 or not _digits(value):
        return "the number does not have 12 digits"
    return None if _sum(_DUF, value) % 11 == int(value[10:]) else "the check digits are wrong"


def _birth_part(value: str) -> bool:
    """Day (+ 40 for D) and month (+ 40 for H and NAV's, + 80 for Test-Norge's) exist; the year tells no century."""
    day, month = int(value[:2]) % 40, int(value[2:4]) % 40
    return 1 <= month <= 12 and int(value[2:4]) < 93 and 1 <= day <= _DAYS[month - 1]


def _checked(value: str) -> bool:
    """Both check digits hold; the first by today's rule (remainder 0) or that of 2032 (0 to 3), in parallel."""
    return _sum(_K1, value) % 11 <= 3 and _sum(_K2, value) % 11 == 0


def _sum(weights: tuple[int, ...], value: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, value, strict=False))


def _compact(value: str | None) -> str:
    return "".join((value or "").split())


def _digits(value: str) -> bool:
    return value.isascii() and value.isdigit()
