"""Understands how the whole town plays its script: every desk a thread with a publisher of its own, all at once."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

from carebus.demo.town.chart import Chart
from carebus.demo.town.charts import Charts
from carebus.demo.town.desk import Desk
from carebus.demo.town.folk import Folk
from carebus.demo.town.hour import SILENCES, Hour, Stopped
from carebus.demo.town.kinds import Kind
from carebus.demo.town.post import PATIENCE, Post
from carebus.demo.town.script import Intent
from carebus.demo.town.sent import Sent
from carebus.demo.town.writers import WRITERS
from carebus.domain.critical_info.entry import EntryId
from carebus.publish import NoAnswer
from carebus.settings import GatewaySettings

Heard = Callable[[], None]

CLOCK = 30.0
"""Seconds within which an end that has come must be announced."""


@dataclass(frozen=True, slots=True)
class Acted:
    """Everything that was sent, in the order of the script, and how long it took."""

    sent: tuple[Sent, ...]
    seconds: float


def act_out(settings: GatewaySettings, run: str, folk: Folk, intents: tuple[Intent, ...], heard: Heard) -> Acted:
    """Play the script; `heard` is called after each of its lines.

    Raises NoAnswer where message after message got no verdict, else what stopped a desk; nobody writes any more then.
    """
    hour = Hour(intents)
    lines = {place: tuple(i for i in intents if i.writer == place) for place in range(len(WRITERS))}
    began = time.monotonic()
    with Charts(settings) as charts, ThreadPoolExecutor(len(WRITERS), "desk") as desks:
        try:
            working = [
                desks.submit(_work, settings, hour, _Opened(run, folk, charts), own, heard)
                for own in lines.values()
                if own
            ]
            wait(working, return_when=FIRST_EXCEPTION)
            if hour.silences < SILENCES:
                _await_ends(charts, _sent(working))
        finally:
            hour.stop()
    if hour.silences >= SILENCES:
        raise NoAnswer(f"{hour.silences} messages got no verdict within {PATIENCE:.0f} s each")
    return Acted(tuple(sorted(_sent(working), key=lambda each: each.intent.number)), time.monotonic() - began)


def _await_ends(charts: Charts, sent: list[Sent]) -> None:
    """Until the clock has announced every end that the town knows of; what it has not by then is found by the check."""
    for each in sent:
        name = each.draft.entry
        if each.kind is Kind.ENDING and each.is_accepted and name:
            charts.await_until(each.patient, partial(_is_over, name), CLOCK)


def _is_over(name: EntryId, chart: Chart) -> bool:
    """Whether nothing is to be announced of an entry any more."""
    entry = chart.alerts.entry(name)
    return entry is not None and (entry.expired is not None or not any(one.id == name for one in chart.entries))


@dataclass(frozen=True, slots=True)
class _Opened:
    run: str
    folk: Folk
    charts: Charts


def _work(settings: GatewaySettings, hour: Hour, town: _Opened, lines: tuple[Intent, ...], heard: Heard) -> list[Sent]:
    sent: list[Sent] = []
    with Post(settings, hour) as post:
        desk = Desk(town.run, town.folk, town.charts, hour, post)
        for line in lines:
            sent += desk.play(line)
            heard()
    return sent


def _sent(working: list[Future[list[Sent]]]) -> list[Sent]:
    """What all desks sent. Where one failed the others were stopped: its own failure is the one to tell."""
    failures = [failure for desk in working if (failure := desk.exception())]
    for failure in sorted(failures, key=lambda each: isinstance(each, Stopped)):
        raise failure
    return [each for desk in working for each in desk.result()]
