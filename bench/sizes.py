"""Understands how much is measured: the full form, and a quick one of a few minutes."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Sizes:
    """`runs` of each contestant; `warm` messages go before a latency is measured; `events` of the reference job, `faust` of them for the slowest contestant; the rest by contest."""

    runs: int = 3
    events: int = 2_000_000
    quix: int = 400_000
    faust: int = 100_000
    reports: int = 60_000
    seconds: int = 60
    rate: int = 1_000
    warm: int = 20_000
    patients: tuple[int, ...] = (10_000, 40_000, 160_000, 320_000)
    told: tuple[int, ...] = (1, 10, 100, 500)
    rebuilt: int = 60_000
    measured: int = 10_000
    lists: int = 20_000
    acts: int = 60_000
    aged: int = 10_000
    links: int = 1_000_000
    merges: int = 600
    sources: int = 10_000
    weeks: int = 8
    burst: int = 20_000
    causes: int = 40

    def up_to(self, patients: int | None) -> Self:
        """The same, with growth followed to so many patients (None: as it is)."""
        return self if patients is None else replace(self, patients=tuple(p for p in self.patients if p <= patients))


FULL = Sizes()
QUICK = Sizes(
    runs=1,
    events=300_000,
    quix=100_000,
    faust=20_000,
    reports=12_000,
    seconds=10,
    warm=2_000,
    patients=(2_000, 20_000),
    told=(1, 50),
    rebuilt=10_000,
    measured=3_000,
    lists=4_000,
    acts=12_000,
    aged=5_000,
    links=50_000,
    merges=300,
    weeks=2,
    causes=12,
)
