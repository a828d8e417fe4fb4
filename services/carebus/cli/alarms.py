"""Understands the command `alarms`: what is wrong with the flow now, as a table or as it comes."""

from collections.abc import Iterable
from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from carebus.domain.alarms import Alarm, AlarmCleared, AlarmEvent
from carebus.settings import Settings
from carebus.watch.alarmlog import AlarmLog
from carebus.watch.words import moment

OPEN = 1
"""Exit status where an alarm is open."""


def alarms(
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on, and tell each alarm as it is raised or cleared.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also the alarms that are over.")] = False,
) -> None:
    """List what is wrong with the flow now: sources that fell silent, numbers that are missing, submissions that wait.

    Each alarm names its area, source and kind of message, since when it is so, what was expected and what was seen, and the heading in
    deploy/runbooks that says what it means for a patient and what to do. No patient is named. The watch must run (`carebus watch`): it
    raises an alarm, tells once an hour that it is still so, and clears it.

    Exit status 0: none is open; 1: at least one is. `carebus alarms || call-somebody` is a check.
    """
    out = Console()
    with closing(AlarmLog(Settings.load())) as log:
        told = log.newest()
        shown = told if everything else tuple(each for each in told if not isinstance(each, AlarmCleared))
        out.print(table(shown) if shown else "No alarm is open.")
        if follow:
            for event in log.follow():
                out.print(line(event), highlight=False, soft_wrap=True)
    raise typer.Exit(OPEN if any(not isinstance(each, AlarmCleared) for each in told) else 0)


def table(events: Iterable[AlarmEvent]) -> Table:
    """The alarms, a row each."""
    made = Table(
        "since",
        "state",
        "alarm",
        "where",
        Column("expected", overflow="fold"),
        Column("seen", overflow="fold"),
        "messages",
        "runbook",
    )
    for event in events:
        alarm = event.alarm
        count = "" if alarm.count is None else f"{alarm.count}"
        words = (
            moment(alarm.since),
            state(event),
            alarm.kind,
            where(alarm),
            alarm.expected,
            alarm.seen,
            count,
            alarm.runbook,
        )
        made.add_row(*words)
    return made


def line(event: AlarmEvent) -> str:
    """One event as a line."""
    alarm = event.alarm
    return f"{moment(event.at)} {state(event)} {alarm.kind} {where(alarm)}: {alarm.seen}; expected {alarm.expected} ({alarm.runbook})"


def state(event: AlarmEvent) -> str:
    """Raised, still or cleared."""
    return type(event).__name__.removeprefix("Alarm").lower()


def where(alarm: Alarm) -> str:
    """Area, source, kind of message and recipient, as far as the alarm has them."""
    return " / ".join(
        each for each in (alarm.area, alarm.source, alarm.message_kind, alarm.recipient) if each is not None
    )
