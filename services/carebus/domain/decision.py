"""Understands the three answers that a rule can give to a submission."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from carebus.domain.problems import Problem

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Accepted(Generic[E]):
    """The submission stands: `events` are its facts. No events: it changes nothing (a duplicate).

    `alarms` are problems that a person should look at and that do not stop the content (R16).
    """

    events: tuple[E, ...]
    alarms: tuple[Problem, ...] = ()


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
