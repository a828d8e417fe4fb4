"""Understands what campaigns came to, and shows it as a table at the end of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from rich.console import Console
from rich.table import Table
from tests.faults.bus import Bus
from tests.faults.checker import Findings, check


@dataclass(slots=True)
class Campaign:
    """One campaign: how many faults it put in, and what the checker found."""

    name: str
    faults: int = 0
    findings: Findings = field(default_factory=Findings)
    seconds: float = 0.0

    def checked(self, bus: Bus) -> Findings:
        """Asks the checker; several areas of one campaign add up."""
        found = check(bus)
        self.findings.records += found.records
        self.findings.verdicts += found.verdicts
        self.findings.differences += found.differences
        return found


RUN: list[Campaign] = []


@contextmanager
def campaign(name: str) -> Iterator[Campaign]:
    """Keeps the time, and the outcome whatever it is."""
    made, began = Campaign(name), monotonic()
    RUN.append(made)
    try:
        yield made
    finally:
        made.seconds = monotonic() - began


def show(console: Console) -> None:
    """The table."""
    table = Table("campaign", title="Fault campaigns: what came out against a single-threaded fold of what went in")
    for heading in ("faults", "records", "verdicts", "differences", "seconds"):
        table.add_column(heading, justify="right")
    for done in RUN:
        found = done.findings
        wrong = ", ".join(f"{count} {kind}" for kind, count in found.differences.items()) or "0"
        table.add_row(
            done.name, str(done.faults), str(found.records), str(found.verdicts), wrong, f"{done.seconds:.0f}"
        )
    console.print(table)
