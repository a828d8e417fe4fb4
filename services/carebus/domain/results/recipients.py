"""Understands who receives a report: the requester and every copy recipient, over all copies (R17)."""

from collections.abc import Iterable
from itertools import pairwise

from carebus.domain.results.report import Party, Report


def named_in(report: Report) -> tuple[Party, ...]:
    """The requester and the copy recipients that one message names, each once, in the order of `union`."""
    if report.requester is None:
        return union(report.copies)
    return union((report.requester, *report.copies))


def union(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Every party once, in an order that depends on nothing but the parties."""
    known = list(dict.fromkeys(parties))
    return tuple(known) if len(known) < 2 else _in_order(known)


def _in_order(parties: list[Party]) -> tuple[Party, ...]:
    named = sorted(parties, key=_name)
    if all(_name(one) != _name(other) for one, other in pairwise(named)):
        return tuple(named)
    return tuple(sorted(parties, key=lambda party: (_name(party), repr(party))))


def _name(party: Party) -> tuple[object, ...]:
    return (party.role or "", *((level.kind, level.name or "", _numbers(level.identifiers)) for level in party.path))


def _numbers(identifiers: tuple[object, ...]) -> str:
    return repr(identifiers) if identifiers else ""
