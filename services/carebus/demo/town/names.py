"""Understands the numbers that one patient goes by: a D-number before the national one, and what the hospital gave.

A common help number (FH) has no series of its own for invented patients, so the town's is the hospital's.
"""

from collections.abc import Iterator
from itertools import islice, starmap
from typing import Any, NamedTuple

from msgspec import Struct

from carebus.demo.town.chance import chance
from carebus.demo.town.numbers import d_number, numbers
from carebus.demo.town.people import Patient
from carebus.demo.town.writers import HOSPITAL, WRITERS
from carebus.domain.identifiers import Assigner, Kind, PatientNumber, patient_key
from carebus.domain.provenance import PatientKey

_HOSPITAL = WRITERS[HOSPITAL[0]].her


class Name(Struct, frozen=True):
    """One number, and the key under which the bus knows it."""

    number: PatientNumber
    key: PatientKey

    @property
    def said(self) -> dict[str, Any]:
        """As carebus-json-1 says it."""
        told: dict[str, Any] = {"type": self.number.kind.value, "number": self.number.value}
        return told | ({"assigner": {"kind": "HER", "value": self.number.assigner}} if self.number.assigner else {})


class Names(NamedTuple):
    """All of one patient: `help` is for who came without a name, `record` and `old_record` are theirs, `door` was made in haste at the door."""

    national: Name
    d_number: Name
    help: Name
    record: Name
    old_record: Name
    door: Name


def names(patients: tuple[Patient, ...], seed: int, secret: bytes) -> tuple[Names, ...]:
    """Those of each patient, the same for the same seed; `secret` is that of the bus (R23)."""
    return tuple(
        Names(*(Name(number, patient_key(secret, number)) for number in each)) for each in _numbers(patients, seed)
    )


def _numbers(patients: tuple[Patient, ...], seed: int) -> Iterator[tuple[PatientNumber, ...]]:
    of, count = chance(seed, "other numbers"), len(patients)
    for place, (patient, before) in enumerate(zip(patients, islice(numbers(of, d_number), count), strict=True)):
        national = (Kind.FNR, patient.number), (Kind.DNR, before)
        given = (Kind.HNR, "H"), (Kind.LOK, "R"), (Kind.LOK, "G"), (Kind.LOK, "D")
        local = (PatientNumber(kind, f"{seed}-{place}-{letter}", Assigner(_HOSPITAL)) for kind, letter in given)
        yield (*starmap(PatientNumber, national), *local)
