"""Understands who the town's patients are, by which numbers they go, and under which keys the bus knows them."""

from dataclasses import dataclass

from carebus.demo.town.names import Names, names
from carebus.demo.town.people import Patient, patients
from carebus.domain.provenance import PatientKey


@dataclass(frozen=True, slots=True)
class Folk:
    """The patients and what they go by, in the same order."""

    patients: tuple[Patient, ...]
    names: tuple[Names, ...]

    @property
    def keys(self) -> tuple[PatientKey, ...]:
        """The key of each patient's national number, under which they are written about."""
        return tuple(each.national.key for each in self.names)

    @property
    def all_keys(self) -> frozenset[PatientKey]:
        """The keys of all their numbers."""
        return frozenset(name.key for each in self.names for name in each)

    @classmethod
    def of(cls, count: int, seed: int, secret: bytes) -> "Folk":
        """So many; `secret` is that of the bus (R23)."""
        here = patients(count, seed)
        return cls(here, names(here, seed, secret))
