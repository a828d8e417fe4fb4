"""Understands what campaigns came to, of which areas they are run, and shows it as a table at the end of a run."""

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table
from tests.faults.bus import Bus
from tests.faults.checker import Findings, check
from tests.faults.loads import LOADS

from carebus.domain.areas import AREAS
from carebus.domain.verdicts import Outcome

_SHORT = ("results", "medication")
"""Areas for which the short tests are run each time; for the others with the long campaigns."""

_LINES = tuple(name for name in LOADS if AREAS[name].line)
"""Areas whose patients are in one line."""


def _areas(each_time: tuple[str, ...], but: Container[str] = ()) -> list[Any]:
    later = (pytest.param(name, marks=pytest.mark.campaign) for name in LOADS if name not in each_time)
    return [*each_time, *(each for each in later if each.values[0] not in but)]


EVERY_AREA = pytest.mark.parametrize("area", _areas(_SHORT))
"""For a test that is run for each area."""

FIRST_AREA = pytest.mark.parametrize("area", _areas(_SHORT[:1]))
"""For a short test that is run for one area, and for the others with the long campaigns."""

FIRST_AREA_AND_LINES = pytest.mark.parametrize("area", _areas((*_SHORT[:1], *_LINES)))
"""For such a test that is another one where all patients are in one line."""

MANY_LINES = pytest.mark.parametrize("area", _areas(_SHORT[:1], _LINES))
"""For such a test of patients who are parked one by one: not for an area whose patients are in one line."""

RACED = {"medication", "critical-info", "identity"}
"""Areas whose load is a race: one that nobody wins, or nobody loses, shows nothing."""

_LEAST = 0.1


@dataclass(slots=True)
class Campaign:
    """One campaign: how many faults it put in, and what the checker found."""

    name: str
    faults: int = 0
    findings: Findings = field(default_factory=Findings)
    seconds: float = 0.0
    rules: str = ""

    def checked(self, bus: Bus) -> Findings:
        """Asks the checker; several areas of one campaign add up."""
        found = check(bus)
        self.rules = bus.rules
        self.findings.records += found.records
        self.findings.verdicts += found.verdicts
        self.findings.outcomes += found.outcomes
        self.findings.differences += found.differences
        return found

    def share(self, outcome: Outcome) -> float:
        """Which part of what was decided came to this: what waited was decided later."""
        decided = self.findings.outcomes.total() - self.findings.outcomes[Outcome.HELD]
        return self.findings.outcomes[outcome] / max(1, decided)


RUN: list[Campaign] = []


@contextmanager
def campaign(name: str) -> Iterator[Campaign]:
    """Keeps the time, and the outcome whatever it is; a race must have been one."""
    made, began = Campaign(name), monotonic()
    RUN.append(made)
    try:
        yield made
    finally:
        made.seconds = monotonic() - began
    assert made.findings.outcomes[Outcome.ACCEPTED]
    if made.rules in RACED:
        assert min(made.share(Outcome.ACCEPTED), made.share(Outcome.REFUSED)) > _LEAST, made.findings.outcomes


def show(console: Console) -> None:
    """The table."""
    title = "Fault campaigns: what came out against a single-threaded fold of what went in"
    table = Table("campaign", "area", title=title)
    for heading in ("faults", "records", "verdicts", "accepted", "refused", "differences", "seconds"):
        table.add_column(heading, justify="right")
    for done in RUN:
        table.add_row(done.name, done.rules, *_figures(done))
    console.print(table)


def _figures(done: Campaign) -> tuple[str, ...]:
    found = done.findings
    counted = (found.records, found.verdicts, found.outcomes[Outcome.ACCEPTED], found.outcomes[Outcome.REFUSED])
    wrong = ", ".join(f"{count} {kind}" for kind, count in found.differences.items()) or "0"
    return (str(done.faults), *(f"{count:,}" for count in counted), wrong, f"{done.seconds:.0f}")
