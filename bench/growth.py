"""Understands whether the cost of a report stays the same as patients and their histories grow."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.progress import Progress

from bench import reports
from bench.figures import Contest, Goal, number
from bench.projector import Reading, projector
from bench.results import BATCH
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import Report

FLAT = 1.2
MEMORY = 1_000
"""MB."""

_CLOSE = 50
"""Patients, at the least, who share a history: fewer would not reach every partition."""


@dataclass(slots=True)
class Growing:
    """One area of one cluster that is filled more and more; every report is a new one."""

    stage: Stage
    progress: Progress
    measured: int
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - invented patients
    told: int = 0
    memory: float = 0.0
    raw: list[dict[str, Any]] = field(default_factory=list)

    def fill(self, patients: Iterable[int]) -> None:
        """A report for each, decided."""
        with projector(self.stage, BATCH) as live:
            written = self._write(patients)
            self._note(live.until(written))

    def cost(self, patients: range) -> float:
        """CPU microseconds of a report, of reports for some of these patients; the first tenth is warming up."""
        written = self._write(self.chance.choice(patients) for _ in range(self.measured))
        with projector(self.stage, BATCH) as live:
            begun = live.until(written // 10)
            end = live.until(written)
            self._note(end)
        self.raw.append({"begun": asdict(begun), "end": asdict(end)})
        return 1e6 * (end.cpu - begun.cpu) / (end.decided - begun.decided)

    def _write(self, patients: Iterable[int]) -> int:
        return reports.write(self.stage.brokers, self.stage.registry, self._reports(patients), lambda _more: None)

    def _reports(self, patients: Iterable[int]) -> Iterator[tuple[PatientKey, Report]]:
        for patient in patients:
            self.told += 1
            yield reports.patient(patient), reports.report(f"G{self.told}", 0, self.chance)

    def _note(self, reading: Reading) -> None:
        self.memory = max(self.memory, reading.memory)


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Measure at each number of patients, then at each length of history."""
    growing = Growing(stage, progress, sizes.measured)
    task = progress.add_task("Growth", total=len(sizes.patients) + len(sizes.told))
    by_patients: dict[int, float] = {}
    there = 0
    for patients in sizes.patients:
        progress.update(task, description=f"Growth: {patients:,} patients")
        growing.fill(range(there, patients))
        there = patients
        by_patients[patients] = growing.cost(range(patients))
        progress.advance(task)
    by_history: dict[int, float] = {}
    for told in sizes.told:
        progress.update(task, description=f"Growth: {told:,} reports a patient")
        close = range(there, there + max(_CLOSE, sizes.measured // told))
        there = close.stop
        growing.fill(patient for _ in range(told) for patient in close)
        by_history[told] = growing.cost(close)
        progress.advance(task)
    progress.remove_task(task)
    return _contest(by_patients, by_history, growing, sizes)


def _contest(by_patients: dict[int, float], by_history: dict[int, float], growing: Growing, sizes: Sizes) -> Contest:
    rows = (
        *((f"{count:,} patients", number(cost), _ratio(cost, by_patients)) for count, cost in by_patients.items()),
        *(
            (f"{count:,} reports a patient", number(cost), _ratio(cost, by_history))
            for count, cost in by_history.items()
        ),
    )
    return Contest(
        "growth",
        "Growth: CPU of a nine-item report as patients and histories grow",
        ("what is there already", "CPU µs/report", "of the least"),
        rows,
        (
            _flat(f"flat within 20 % from {sizes.patients[0]:,} to {sizes.patients[-1]:,} patients", by_patients),
            _flat(f"flat within 20 % from {sizes.told[0]:,} to {sizes.told[-1]:,} reports a patient", by_history),
            Goal(
                f"memory of a projector at {sizes.patients[-1]:,} patients: under 1 GB",
                growing.memory < MEMORY,
                f"{growing.memory:,.0f} MB",
            ),
        ),
        {"patients": by_patients, "reports a patient": by_history, "memory": growing.memory, "readings": growing.raw},
        (
            f"Each figure is of {sizes.measured:,} new reports after the filling; while they are measured, histories grow on.",
        ),
    )


def _ratio(cost: float, among: dict[int, float]) -> str:
    return f"{cost / min(among.values()):.2f}"


def _flat(what: str, costs: dict[int, float]) -> Goal:
    first, *_, last = costs.values()
    return Goal(
        what, max(costs.values()) <= FLAT * min(costs.values()), f"{last / first:.2f} from the first to the last"
    )
