"""Understands whether an act costs the same however old the list is: its versions, and the treatments that came and went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from time import process_time

from rich.progress import Progress

from bench.figures import Goal
from bench.medication_lists import ANY, COME_AND_GO, Views, settle
from bench.medication_load import Load, Told
from bench.medication_runs import Backlog, Run
from bench.results import BATCH as BATCH_OF_BACKLOG
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.domain.medication.limits import STEPS

FLAT = 1.2
BATCH = 20
"""Records in one transaction at most: with 500, all of one patient, the list would be written once in 500 acts."""

WARM = 1_000
ROUNDS = 3
"""Times that the rules are measured alone; the least counts."""

_ONE = range(900_000, 900_001)
_OLD = range(800_000, 801_200)
OLD_BATCH = 70
"""Records in one transaction at most: fewer than there are old lists in any partition."""

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Aging:
    """The tenths of one list's life: through a projector, and by the rules alone (CPU µs of an act)."""

    tenths: tuple[Run, ...]
    rules: tuple[float, ...]
    ceased: int

    @property
    def goals(self) -> tuple[Goal, ...]:
        """That each tenth costs as the first."""
        return (
            _flat("CPU of the projector", [tenth.cpu for tenth in self.tenths]),
            _flat("seconds of its loop", [tenth.loop for tenth in self.tenths]),
            _flat("the rules alone", self.rules),
        )


def one_list(stage: Stage, sizes: Sizes, progress: Progress) -> Aging:
    """Measure so many acts on one patient's list, by tenths, when as many versions are behind it as it remembers."""
    load = Load("A", _ONE)
    told = [*load.first_lists(), *load.acts(WARM, COME_AND_GO), *load.acts(sizes.aged, COME_AND_GO)]
    ends = [1 + WARM + sizes.aged * tenth // _TENTHS for tenth in range(_TENTHS + 1)]
    tenths = Backlog(stage, progress, BATCH).in_parts("act on one list", told, ends)
    return Aging(tenths, _rules(told, ends), len(load.stories[0].left))


def old_lists(stage: Stage, sizes: Sizes, progress: Progress) -> tuple[Run, Run]:
    """Measure acts on lists that have as many versions behind them as a list remembers: none of them cached, then nearly all."""
    load, backlog = Load("O", _OLD), Backlog(stage, progress, OLD_BATCH)
    behind = len(_OLD) * STEPS

    def younger() -> Iterator[Told]:
        yield from load.first_lists()
        yield from load.acts(behind, ANY)

    Backlog(stage, progress, BATCH_OF_BACKLOG).decided("lists that grow old", younger(), len(_OLD) + behind)
    measured = min(sizes.aged, sizes.acts)
    cold = backlog.decided("act on an old list", load.acts(measured, ANY), measured, CAREBUS_CACHE="0")
    return cold, backlog.decided(
        "act on an old list, cached", load.acts(measured, ANY), measured, CAREBUS_CACHE="10000"
    )


def _rules(told: Sequence[Told], ends: Sequence[int]) -> tuple[float, ...]:
    rounds = [_round(told, ends) for _ in range(ROUNDS)]
    return tuple(min(tenth) for tenth in zip(*rounds, strict=True))


def _round(told: Sequence[Told], ends: Sequence[int]) -> list[float]:
    views: Views = {}
    _settled(views, told[: ends[0]])
    return [1e6 * _settled(views, told[begin:end]) / (end - begin) for begin, end in pairwise(ends)]


def _settled(views: Views, told: Sequence[Told]) -> float:
    """CPU seconds of deciding and folding."""
    began = process_time()
    for _patient, each in told:
        settle(views, each, each.provenance.received)
    return process_time() - began


def _flat(what: str, costs: Sequence[float]) -> Goal:
    most, least = max(costs) / costs[0], min(costs) / costs[0]
    return Goal(
        f"an act on one list, {what}: every tenth within 20 % of the first",
        most <= FLAT and least >= 2 - FLAT,
        f"{least:.2f} to {most:.2f} of the first",
    )
