"""Understands one measurement of a medication projector that decides a backlog: how fast, and where its time goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rich.progress import Progress

from bench.contestants import Fell
from bench.figures import number
from bench.medication_load import AREA, write
from bench.projector import Reading, projector
from bench.results import FINER, WORDS
from bench.stage import Stage
from carebus.domain.area import Area
from carebus.domain.provenance import PatientKey

STEPS = (*FINER, "commit", "store")
FIGURES = ("a second", "CPU", "CPU, of an act's", *(WORDS[step] for step in STEPS), "the rest")
"""What is told of a run: from the CPU on microseconds of a write, from the first step on by the projector's own clock."""


@dataclass(frozen=True, slots=True)
class Run:
    """What lay between two readings of a projector."""

    what: str
    begun: Reading
    end: Reading

    @property
    def decided(self) -> float:
        """Writes decided."""
        return self.end.decided - self.begun.decided

    @property
    def seconds(self) -> float:
        """Seconds that it took."""
        return self.end.at - self.begun.at

    @property
    def per_second(self) -> float:
        """Writes in a second."""
        return self.decided / self.seconds

    @property
    def cpu(self) -> float:
        """CPU microseconds of a write, all threads of the process."""
        return 1e6 * (self.end.cpu - self.begun.cpu) / self.decided

    @property
    def loop(self) -> float:
        """Microseconds of the loop for a write: deciding, committing and storing, without waiting for input."""
        return sum(self.step(step) for step in ("decide", "commit", "store"))

    def step(self, step: str) -> float:
        """Microseconds of one step for a write."""
        return 1e6 * (self.end.steps.get(step, 0.0) - self.begun.steps.get(step, 0.0)) / self.decided

    def figures(self, act: float) -> tuple[str, ...]:
        """The FIGURES; `act` are the CPU microseconds that others are compared with."""
        known = [self.step(step) for step in STEPS]
        rest = 1e6 / self.per_second - sum(known)
        compared = (number(self.per_second), number(self.cpu), f"{self.cpu / act:.2f}")
        return (*compared, *(number(each) for each in (*known, rest)))


@dataclass(frozen=True, slots=True)
class Backlog:
    """Measures projectors of an area, each on a backlog that was written before it starts."""

    stage: Stage
    progress: Progress
    batch: int
    area: Area = AREA

    def decided(self, what: str, told: Iterable[tuple[PatientKey, Any]], count: int, **settings: str) -> Run:
        """A backlog of so many writes; the first tenth is warming up. Raises Fell where one was not accepted."""
        (run,) = self.in_parts(what, told, (count // 10, count), **settings)
        return run

    def in_parts(
        self, what: str, told: Iterable[tuple[PatientKey, Any]], ends: Sequence[int], **settings: str
    ) -> tuple[Run, ...]:
        """What lies between each two of these numbers of decided writes; what comes before the first is warming up."""
        task = self.progress.add_task(f"{self.area.name}, {what}: writing", total=ends[-1])
        write(self.stage, told, lambda more: self.progress.advance(task, more), self.area)
        self.progress.update(task, description=f"{self.area.name}, {what}: deciding", completed=0)
        with projector(self.stage, self.batch, area=self.area.name, **settings) as live:
            readings = [live.until(end, lambda done: self.progress.update(task, completed=done)) for end in ends]
        self.progress.remove_task(task)
        accepted(readings[-1])
        return tuple(Run(what, begun, end) for begun, end in pairwise(readings))


def accepted(reading: Reading) -> None:
    """Raise Fell where a projector did not accept all that it decided: something else was measured."""
    others = {outcome: count for outcome, count in reading.outcomes.items() if outcome != "accepted" and count}
    if others:
        raise Fell(f"the load of an area was not all accepted: {reading.outcomes}")
