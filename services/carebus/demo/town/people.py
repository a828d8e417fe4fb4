"""Understands the invented patients of the town."""

from dataclasses import dataclass
from itertools import islice, product

from carebus.demo.town.chance import chance
from carebus.demo.town.numbers import numbers

_FIRST = [
    "Nora",
    "Odd",
    "Turid",
    "Ingrid",
    "Magnus",
    "Synne",
    "Halvor",
    "Aud",
    "Eskil",
    "Gunvor",
    "Sander",
    "Live",
    "Torbjørn",
    "Åse",
    "Mikkel",
    "Solveig",
    "Ylva",
    "Birk",
    "Herborg",
    "Ravn",
    "Tiril",
    "Oddvar",
    "Signe",
    "Kåre",
    "Embla",
    "Steinar",
    "Unni",
    "Jarle",
    "Vilja",
    "Anders",
]
_LAST = "Fjellvik Haugmo Lyngås Strandli Bekkheim Myrdal Tangvald Elvestad Skoglund Nesmo Rognli Øvregård".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who does not exist."""

    name: str
    number: str


def patients(count: int, seed: int) -> tuple[Patient, ...]:
    """So many, the same for the same seed."""
    of = chance(seed, "patients")
    names = [f"{first} {last}" for first, last in product(_FIRST, _LAST)]
    of.shuffle(names)
    given = enumerate(islice(numbers(of), count))
    return tuple(Patient(_name(names, place), number) for place, number in given)


def _name(names: list[str], place: int) -> str:
    again, which = divmod(place, len(names))
    return f"{names[which]} {again + 1}" if again else names[which]
