"""Understands the town's script: who means to do what to whom, in which order, and who meets whom at one list.

It is the same for the same seed. What an act comes to is decided at the desk, by the list as it is read there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from carebus.demo.town.chance import chance
from carebus.demo.town.episodes import Moment, beginning, episode, opening
from carebus.demo.town.kinds import Kind


@dataclass(frozen=True, slots=True)
class Intent:
    """One line of the script.

    `seed` decides what it is exactly. `after`: the line that must be played before. `race`: all lines of one race are based on one
    reading of the list.
    """

    number: int
    writer: int
    patient: int
    kind: Kind
    seed: str
    after: int | None = None
    race: int | None = None


def script(patients: int, acts: int, seed: int) -> tuple[Intent, ...]:
    """So many acts; first of all every patient gets a list, as far as the acts go round."""
    return tuple(_numbered(sorted(_moments(patients, acts, seed), key=_when), seed))[:acts]


@dataclass(frozen=True, slots=True)
class _Placed:
    time: float
    episode: int
    place: int
    patient: int
    moment: Moment


def _moments(patients: int, acts: int, seed: int) -> Iterator[_Placed]:
    of, planned = chance(seed, "script"), 0
    begun = [of.uniform(0.0, 0.2) for _each in range(patients)]
    for patient, time in enumerate(begun):
        moment = beginning(of, patient)
        planned += len(moment)
        yield _Placed(time, patient, 0, patient, moment)
    number, first = patients, list(opening(of, 0))
    while planned < acts:
        patient = 0 if first else of.randrange(patients)
        time, pace = of.uniform(begun[patient], 0.3 if first else 1.0), of.uniform(0.002, 0.05)
        for place, moment in enumerate(first.pop() if first else episode(of, patient)):
            planned += len(moment)
            yield _Placed(time + place * pace, number, place, patient, moment)
        number += 1


def _when(placed: _Placed) -> tuple[float, int, int]:
    return (placed.time, placed.episode, placed.place)


def _numbered(placed: list[_Placed], seed: int) -> Iterator[Intent]:
    number, races = 0, 0
    last: dict[int, int] = {}
    lists: dict[int, int] = {}
    for each in placed:
        after = last.get(each.episode, lists.get(each.patient))
        is_race = len(each.moment) > 1
        races += is_race
        for writer, kind in each.moment:
            race = races if is_race else None
            yield Intent(number, writer, each.patient, kind, f"{seed}/{number}", after, race)
            number += 1
        last[each.episode] = number - 1
        lists.setdefault(each.patient, number - 1)
