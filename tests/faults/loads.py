"""Understands what an area is loaded with in a campaign: one row for each area."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.faults import alerts, load, persons, town
from tests.faults.load import Sent

from carebus.domain.provenance import PatientKey


class Load(NamedTuple):
    """The load of one area.

    `story(seed, size)` is about twelve submissions for each of `size`, with repeats, misuse and disorder. `course(whom, number)` is one of a row of
    submissions of one patient that all stand if they come in their order; `poison(whom, number)` stands in its place, and a poisoned
    projector fails on it: it parks the key that it is sent to. `parts` divides a story into what is sent between faults.
    """

    story: Callable[[str, int], list[Sent]]
    course: Callable[[PatientKey, int], Sent]
    poison: Callable[[PatientKey, int], Sent]
    parts: Callable[[Sequence[Sent], int], list[list[Sent]]]


def _dealt(sent: Sequence[Sent], parts: int) -> list[list[Sent]]:
    """Like cards: results come in any order, and each patient's are in every part."""
    return [list(sent[part::parts]) for part in range(parts)]


def cut(sent: Sequence[Sent], parts: int) -> list[list[Sent]]:
    """In their order: a write is an answer to what was written before."""
    return [list(sent[part * len(sent) // parts : (part + 1) * len(sent) // parts]) for part in range(parts)]


def _sick(whom: PatientKey, number: int) -> Sent:
    return load.poison(whom, "R3" if number % 4 == 0 else "R1", 3 * number)


LOADS: dict[str, Load] = {
    "results": Load(load.story, load.course, _sick, _dealt),
    "medication": Load(town.story, town.course, town.poison, cut),
    "critical-info": Load(alerts.story, alerts.course, alerts.poison, cut),
    "identity": Load(persons.story, persons.course, persons.poison, cut),
}
