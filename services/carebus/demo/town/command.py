"""Understands the command `demo town`."""

from typing import Annotated

import typer

from carebus.demo.town.performance import ACTS, PATIENTS, SEED, play


def town(
    patients: Annotated[
        int, typer.Option(min=2, max=5_000, help="How many invented patients are written about.")
    ] = PATIENTS,
    acts: Annotated[
        int,
        typer.Option(min=10, max=200_000, help="How many acts the script has; answers and second tries come on top."),
    ] = ACTS,
    seed: Annotated[int, typer.Option(help="The same seed gives the same patients and the same script.")] = SEED,
) -> None:
    """Let a simulated town write medication lists and critical information at once, mix up patients, and prove that no decision disappeared.

    A hospital, two GP offices, home care, a pharmacy, a register and the patients themselves write through the real publisher and the real
    projector, often on the same version of the same list. Then every verdict, every accepted fact and every picture is read back
    and compared with what was sent and with charts that the town keeps itself. Kafka and the services start for this alone and end with it; patients and numbers are invented.

    Exit status 0: nothing is wrong; 1: something is, and it is said what; 130: stopped.
    """
    raise typer.Exit(play(patients, acts, seed))
