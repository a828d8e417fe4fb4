"""Understands the numbers that one patient goes by: a D-number before the national one, a help number, three records of the hospital."""

from collections.abc import Iterator
from itertools import islice, starmap
from typing import Any, NamedTuple

from msgspec import Struct

from carebus.demo.town.chance import chance
from carebus.demo.town.numbers import d_number, help_number, numbers
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
    """All of one patient: `record` and `old_record` are theirs at the hospital, `door` is one that was made in haste at its door."""

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
    earlier, help_numbers = islice(numbers(of, d_number), count), islice(numbers(of, help_number), count)
    for place, (patient, before, helped) in enumerate(zip(patients, earlier, help_numbers, strict=True)):
        national = (Kind.FNR, patient.number), (Kind.DNR, before), (Kind.FHN, helped)
        yield (*starmap(PatientNumber, national), *(_record(f"{seed}-{place}-{letter}") for letter in "RGD"))


def _record(number: str) -> PatientNumber:
    return PatientNumber(Kind.LOK, number, Assigner(_HOSPITAL))
