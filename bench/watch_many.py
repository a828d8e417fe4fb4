"""Understands the watch over ten thousand sources: what it holds, how soon it stands again, and how soon it says that something is wrong."""

import time
from dataclasses import dataclass

from bench import watch_flow
from bench.projector import memory
from bench.sizes import Sizes
from bench.stage import Stage
from bench.watch_flow import PLACE, Told
from bench.watching import EVERY, Watching, now, raised_since, share, watch
from carebus.bus.groups import Groups
from carebus.watch.beginning import GROUP

_IDLE = 2 * EVERY
"""Seconds in which nothing comes: the evaluations alone."""

_APART = 1.7
"""Seconds between two causes, so that they fall at different moments between two evaluations."""

_SETTLED = 3 * EVERY


@dataclass(frozen=True, slots=True)
class Many:
    """What was seen; seconds, MB, shares of a core. `latencies` are from a cause to its alarm."""

    learned: float
    memory: float
    most_memory: float
    idle: float
    restored: float
    burst: float
    false_alarms: int
    latencies: tuple[float, ...]
    causes: int


def measure(stage: Stage, sizes: Sizes) -> Many:
    """Learn many sources from a flow of weeks, rest, restore, take a burst, and raise alarms. Raises Stalled, Unavailable."""
    told = Told(stage)
    _alone(stage)
    begun = now()
    reached = told.write(watch_flow.weeks([f"source-{each}" for each in range(sizes.sources)], sizes.weeks))
    with watch(stage) as first:
        learned = time.monotonic() - first.started
        told.write(watch_flow.burst(1, "warming"))
        first.keeps(stage, PLACE, reached)
        idle = _share(first)
        memory, most = _resident(first), first.read().memory
    with watch(stage) as second:
        restored = time.monotonic() - second.started
        burst = _burst(second, told, sizes.burst)
        false = len(raised_since(stage, begun))
        latencies = _latencies(stage, told, sizes.causes)
    told.close()
    return Many(learned, memory, most, idle, restored, burst, false, latencies, sizes.causes)


def _alone(stage: Stage) -> None:
    """Wait until the group has forgotten a watch of before: one that finds its table empty would wait for that itself."""
    groups = Groups(stage.brokers)
    while groups.members(GROUP):
        time.sleep(0.5)


def _share(watching: Watching) -> float:
    before = watching.read()
    time.sleep(_IDLE)
    return share(before, watching.read())


def _burst(watching: Watching, told: Told, messages: int) -> float:
    """Seconds from the last record of a burst until what it was is evaluated and nothing is left; an interval is waited for in any case."""
    told.write(watch_flow.burst(messages, "bursting"))
    return watching.evaluated(now())


def _latencies(stage: Stage, told: Told, causes: int) -> tuple[float, ...]:
    """From the last record of each cause to its alarm, the causes one after the other; what has no alarm is not among them."""
    begun, at = now(), []
    for each in range(causes):
        told.write(watch_flow.gap(f"gap-{each}") if each % 2 else watch_flow.held(f"held-{each}"))
        at.append(now().timestamp())
        time.sleep(_APART)
    deadline = time.monotonic() + _SETTLED
    while len(raised := raised_since(stage, begun)) < causes and time.monotonic() < deadline:
        time.sleep(0.5)
    return tuple(after - cause for cause, after in zip(at, raised, strict=False))


def _resident(watching: Watching) -> float:
    return memory(watching.program.process.pid if watching.program.process else 0, "VmRSS")
