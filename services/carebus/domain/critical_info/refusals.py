"""Understands which rule a problem of critical information breaks."""

from collections.abc import Iterable

from carebus.domain.decision import Refused
from carebus.domain.problems import Problem

Ruled = tuple[str, Problem]
"""A problem, after the rule that it breaks."""


def refused(found: Iterable[Ruled]) -> Refused | None:
    """The refusal for all the problems, by the rule of the first."""
    told = tuple(found)
    return Refused(told[0][0], tuple(problem for _, problem in told)) if told else None
