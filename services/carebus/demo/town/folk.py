"""Understands who the town's patients are, and under which keys the bus knows them."""

from dataclasses import dataclass

from carebus.demo.town.people import Patient, patients
from carebus.domain.identifiers import Kind, PatientNumber, patient_key
from carebus.domain.provenance import PatientKey


@dataclass(frozen=True, slots=True)
class Folk:
    """The patients and their keys, in the same order."""

    patients: tuple[Patient, ...]
    keys: tuple[PatientKey, ...]

    @classmethod
    def of(cls, count: int, seed: int, secret: bytes) -> "Folk":
        """So many; `secret` is that of the bus (R23)."""
        here = patients(count, seed)
        return cls(here, tuple(patient_key(secret, PatientNumber(Kind.FNR, each.number)) for each in here))
