"""Understands the three answers that a rule can give to a submission."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from carebus.domain.problems import Problem
from carebus.domain.provenance import PatientKey

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Asked:
    """What follows from a decision for another patient key: `submission` is decided in that key's line, and has a verdict of its own."""

    key: PatientKey
    submission: Any


@dataclass(frozen=True, slots=True)
class Accepted(Generic[E]):
    """The submission stands: `events` are its facts. No events: it changes nothing (a duplicate).

    `alarms` are problems that a person should look at and that do not stop the content (R16). `asks` is submitted if this stands, and
    in the same transaction: never before it, and never without it.
    """

    events: tuple[E, ...]
    alarms: tuple[Problem, ...] = ()
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule says no; `rule` is its number in docs/rules.md."""

    rule: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """The submission cannot be decided as it stands."""

    problems: tuple[Problem, ...]


Decision = Accepted[E] | Refused | Held
