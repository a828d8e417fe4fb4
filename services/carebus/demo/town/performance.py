"""Understands the simulated town from beginning to end: played, checked, shown."""

import secrets
import time

import httpx
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from carebus.demo.stage import Stage, stage
from carebus.demo.town.acted import Acted, act_out
from carebus.demo.town.check import check
from carebus.demo.town.evidence import read
from carebus.demo.town.folk import Folk
from carebus.demo.town.script import script
from carebus.demo.town.shown import Played, show
from carebus.demo.town.writers import WRITERS
from carebus.domain.medication.area import MEDICATION
from carebus.local import Unavailable
from carebus.publish import NoAnswer

PATIENTS, ACTS, SEED = 120, 2_500, 7
FEW_PATIENTS, FEW_ACTS = 20, 150

_console = Console(highlight=False)


def play(patients: int = PATIENTS, acts: int = ACTS, seed: int = SEED, console: Console = _console) -> int:
    """Play the town on a stage of its own; returns the exit status: 0 where nothing was wrong, 130 where it was stopped."""
    began = time.monotonic()
    try:
        with stage(console) as here:
            status = on(here, patients, acts, seed, console, full=True)
    except Unavailable as missing:
        Console(stderr=True).print(str(missing), style="red", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped; nothing is left running.")
        return 130
    console.print(f"[dim]Over after {time.monotonic() - began:.0f} s; nothing is left running.[/]")
    return status


def on(
    here: Stage,
    patients: int = FEW_PATIENTS,
    acts: int = FEW_ACTS,
    seed: int = SEED,
    console: Console = _console,
    *,
    full: bool = False,
) -> int:
    """Play the town on a stage that stands; returns the exit status: 0 where nothing was wrong. `full` shows each kind of act.

    A stage takes a seed once: the same patients and rows would come again.
    """
    try:
        told = played(here, patients, acts, seed, console)
    except NoAnswer as silence:
        console.print(f"[bold red]The town was stopped:[/] {silence}. {_projector(here)}")
        return 1
    with console.status("Looking for a decision that disappeared …"):
        checked = check(told.evidence)
    show(console, told, checked, full=full)
    return 1 if any(each.wrong for each in checked) else 0


def played(here: Stage, patients: int, acts: int, seed: int, console: Console) -> Played:
    """The town's script, played, and what is on the bus then. Raises NoAnswer where message after message got no verdict."""
    folk = Folk.of(patients, seed, here.secret.encode())
    acted = _acted(here, folk, acts, seed, console)
    with console.status("Reading verdicts, facts and pictures back …"):
        return Played(folk, acted.seconds, read(here.gateway, acted.sent, folk.all_keys))


def _acted(here: Stage, folk: Folk, acts: int, seed: int, console: Console) -> Acted:
    intents = script(len(folk.keys), acts, seed)
    sources = len({writer.source for writer in WRITERS})
    console.print(
        f"{len(folk.keys)} invented patients; {len(WRITERS)} people and systems of {sources} sources, who write at once; "
        f"{acts:,} acts by the script of seed {seed}."
    )
    columns = (SpinnerColumn(), TextColumn("The town writes"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=len(intents))
        return act_out(here.gateway, f"town-{seed}-{secrets.token_hex(3)}", folk, intents, lambda: bar.advance(task))


def _projector(here: Stage) -> str:
    """Whether those who decide are there at all."""
    try:
        httpx.get(here.metrics[f"projector-{MEDICATION.name}"], trust_env=False).raise_for_status()
    except httpx.HTTPError:
        return "The projector of the area does not run."
    return "The projector of the area runs, and is silent: that is a defect."
