"""Understands what a person sees of the town once it is quiet."""

from dataclasses import dataclass

from rich.console import Console
from rich.rule import Rule

from carebus.demo.town import one_list, tables
from carebus.demo.town.check import Checked
from carebus.demo.town.evidence import Evidence
from carebus.demo.town.folk import Folk
from carebus.demo.town.races import races


@dataclass(frozen=True, slots=True)
class Played:
    """A town that was played: its patients, how long it took, and what is on the bus."""

    folk: Folk
    seconds: float
    evidence: Evidence


def show(console: Console, told: Played, checked: tuple[Checked, ...], *, full: bool) -> None:
    """All of it; `full` shows each kind of act."""
    evidence = told.evidence
    console.print(Rule("[bold]Who sent what, and what became of it"))
    console.print(tables.by_kind(evidence.sent, full=full))
    console.print(_pace(told))
    console.print(Rule("[bold]Races for one list"))
    console.print(tables.race(races(evidence)))
    console.print(Rule("[bold]What a refused writer is told"))
    console.print(tables.refusals(evidence.sent))
    patient = one_list.busiest(evidence)
    if patient:
        console.print(Rule("[bold]One list at the end, and who decided each row"))
        console.print(one_list.shown(evidence, told.folk, patient))
    console.print(Rule("[bold]Has any decision disappeared?"))
    console.print(tables.checks(checked))
    console.print(_conclusion(checked))


def _pace(told: Played) -> str:
    sent = told.evidence.sent
    rate = len(sent) / told.seconds
    flagged = sum(each.is_during_a_stay for each in sent)
    return (
        f"{len(sent):,} messages in {told.seconds:.1f} s, {rate:.0f} a second, each with its verdict awaited.\n"
        f"{flagged} writes during a stay stand, and are flagged (R8)."
    )


def _conclusion(checked: tuple[Checked, ...]) -> str:
    wrong = sum(len(each.wrong) for each in checked)
    if wrong:
        return f"[bold red]{wrong} things are wrong.[/]"
    return f"[bold green]No.[/] {sum(each.count for each in checked):,} things were looked at, and all of them are as they must be."
