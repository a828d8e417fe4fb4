"""Understands which keys are one person's, and which of them prevail: derived from the links alone, and kept nowhere else.

So a link that is taken away gives back exactly what was there without it, whatever was linked before or since (R23).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from carebus.domain.identity.link import Link
from carebus.domain.provenance import PatientKey


class Ring(Exception):
    """Keys that give way to one another in a ring: `decide` lets none arise, so somebody else wrote the links."""


@dataclass(frozen=True, slots=True)
class Person:
    """All keys of one person, those first that give way to no other: `heads`. There is one head unless keys are linked without direction."""

    keys: tuple[PatientKey, ...]
    heads: tuple[PatientKey, ...]

    @property
    def prevailing(self) -> PatientKey | None:
        """The key that prevails over all others; None where the links do not say."""
        return self.heads[0] if len(self.heads) == 1 else None


def linked(links: Iterable[Link], key: PatientKey) -> Person:
    """The person that a key belongs to: itself alone where nothing is linked to it. Raises Ring."""
    known = tuple(links)
    keys = _reached(_both_ways(known), key)
    giving_way = {link.key for link in known if link.has_direction}
    heads = tuple(sorted(keys - giving_way))
    if not heads:
        raise Ring
    return Person((*heads, *sorted(keys.difference(heads))), heads)


def persons(links: Iterable[Link]) -> tuple[Person, ...]:
    """Every person that the links tell of, each once. Raises Ring."""
    known = tuple(links)
    found: dict[PatientKey, Person] = {}
    for key in sorted(ends(known)):
        if key not in found:
            person = linked(known, key)
            found |= dict.fromkeys(person.keys, person)
    return tuple(dict.fromkeys(found.values()))


def surviving(links: Iterable[Link], key: PatientKey) -> PatientKey | None:
    """The key that a key has given way to in the end; None where it gave way to none, or where two remain."""
    known = tuple(links)
    onward = _onward(known)
    heads = [each for each in _reached(onward, key) if each not in onward]
    return heads[0] if len(heads) == 1 and heads[0] != key else None


def gives_way_to(links: Iterable[Link], key: PatientKey, other: PatientKey) -> bool:
    """Whether `key` has given way to `other`, at once or by way of others; each key does to itself."""
    return other in _reached(_onward(links), key)


def ends(links: Iterable[Link]) -> set[PatientKey]:
    """The keys that links tell of."""
    return {end for link in links for end in (link.key, link.to)}


def _onward(links: Iterable[Link]) -> dict[PatientKey, list[PatientKey]]:
    onward: dict[PatientKey, list[PatientKey]] = {}
    for link in links:
        if link.has_direction:
            onward.setdefault(link.key, []).append(link.to)
    return onward


def _both_ways(links: Iterable[Link]) -> dict[PatientKey, list[PatientKey]]:
    ways: dict[PatientKey, list[PatientKey]] = {}
    for link in links:
        ways.setdefault(link.key, []).append(link.to)
        ways.setdefault(link.to, []).append(link.key)
    return ways


def _reached(ways: dict[PatientKey, list[PatientKey]], key: PatientKey) -> set[PatientKey]:
    found, left = {key}, [key]
    while left:
        for each in ways.get(left.pop(), ()):
            if each not in found:
                found.add(each)
                left.append(each)
    return found
