"""Understands whether the watch is cheap and soon enough: beside a projector that decides as fast as it can, and over ten thousand sources."""

import statistics
from dataclasses import asdict, dataclass

from rich.progress import Progress

from bench import reports, watch_cost, watch_flow, watch_many
from bench.figures import Contest, Goal, number
from bench.medication_runs import Run
from bench.projector import Reading, projector
from bench.results import BATCH, PATIENTS
from bench.sizes import Sizes
from bench.stage import Stage
from bench.watch_flow import TOGETHER, Told
from bench.watch_many import Many
from bench.watching import EVERY, now, share, watch

SHARE = 0.25
COST = 0.03
SOON = 2
BLIND = 120
"""Goals: the watch's share of a core, what the flow costs a projector, intervals from a cause to its alarm, seconds until a watch that starts looks again (then `WatchBlind` counts)."""

_SOURCES = tuple(f"source-{each}" for each in range(9))
_OFTEN = 2.0
"""Seconds between two evaluations beside the projector: dearer than as it is deployed, and its lag is seen."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One backlog decided, the watch beside it; `behind` is how long after the last report all of the flow was evaluated, in seconds."""

    projector: Run
    watch: tuple[Reading, Reading]
    behind: float


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Let a projector decide a backlog while the watch follows, then let it watch many sources. Raises Stalled, Unavailable."""
    runs = [_beside(stage, sizes, turn, progress) for turn in range(sizes.runs)]
    task = progress.add_task(f"The watch: {sizes.sources:,} sources", total=None)
    cost = watch_cost.cost(stage)
    many = watch_many.measure(stage, sizes)
    progress.remove_task(task)
    return _contest(runs, cost, many, sizes)


def _beside(stage: Stage, sizes: Sizes, turn: int, progress: Progress) -> Beside:
    task = progress.add_task("The watch: writing reports", total=sizes.reports)
    told = reports.many(sizes.reports, PATIENTS, start=turn * sizes.reports)
    received = now()
    reports.write(stage.brokers, stage.registry, told, lambda more: progress.advance(task, more))
    taken = now() - received
    gateway = Told(stage)
    with watch(stage, _OFTEN) as watching, projector(stage, BATCH) as measured:
        begun, before = measured.until(sizes.reports // 10), watching.read()
        gateway.write(watch_flow.transactions(sizes.reports, _SOURCES, received, taken))
        end, after = measured.until(sizes.reports), watching.read()
        behind = watching.evaluated(now())
    gateway.close()
    progress.remove_task(task)
    return Beside(Run("reports", begun, end), (before, after), behind)


def _contest(runs: list[Beside], cost: float, many: Many, sizes: Sizes) -> Contest:
    taken = statistics.median(share(*run.watch) for run in runs)
    rate = statistics.median(run.projector.per_second for run in runs)
    per_report = statistics.median(run.projector.cpu for run in runs)
    behind, flow = max(run.behind for run in runs), 1e6 * cost / per_report
    latest = max(many.latencies, default=0.0) / EVERY
    return Contest(
        "watch",
        f"The watch: beside one projector that decides reports of nine items, and over {sizes.sources:,} sources",
        ("what", "figure"),
        (
            ("reports a second that the projector decides meanwhile", number(rate)),
            ("the watch's share of a core, gateway's and projector's flow together", f"{taken:.0%}"),
            ("after the last report, until all of its flow is evaluated, s", number(behind)),
            ("counting, making and producing the flow's records, µs/report", number(1e6 * cost)),
            ("deciding a report, CPU µs", number(per_report)),
            (f"{sizes.sources:,} sources: learned from {sizes.weeks} weeks of flow, s", number(many.learned)),
            (f"{sizes.sources:,} sources: memory, and the most while learning, MB", _two(many)),
            (f"{sizes.sources:,} sources: share of a core while nothing comes", f"{many.idle:.0%}"),
            (f"{sizes.sources:,} sources: from a start to the first evaluation, s", number(many.restored)),
            (f"after a burst of {sizes.burst:,} messages, until all is evaluated, s", number(many.burst)),
            ("from a cause to its alarm, the middle one and the latest, s", _soon(many)),
        ),
        (
            Goal(f"the watch keeps to {SHARE:.0%} of a core", taken <= SHARE, f"{taken:.0%}"),
            Goal(
                "at the projector's highest rate it stays current: within an interval of 15 s",
                behind <= EVERY,
                f"{behind:.1f} s",
            ),
            Goal(f"the flow costs the projector at most {COST:.0%}", flow <= COST, f"{flow:.1%}"),
            Goal(
                f"over {sizes.sources:,} sources a watch that starts looks again within {BLIND} s",
                many.restored <= BLIND,
                f"{many.restored:.1f} s",
            ),
            Goal(
                f"current within {SOON} intervals after a burst of {sizes.burst:,}",
                many.burst <= SOON * EVERY,
                f"{many.burst:.1f} s",
            ),
            Goal("no false alarm of weeks, a restart and a burst", many.false_alarms == 0, number(many.false_alarms)),
            Goal(
                f"every cause is an alarm within {SOON} intervals",
                len(many.latencies) == many.causes and latest <= SOON,
                f"{len(many.latencies)} of {many.causes}, the latest after {latest:.1f}",
            ),
        ),
        {"beside": [asdict(run) for run in runs], "cost": cost, "many": asdict(many)},
        (
            f"{sizes.reports:,} reports, batches to {BATCH:,}; the gateway's transactions hold {TOGETHER}.",
            f"The watch evaluates every {EVERY:.0f} s, as it is deployed, but every {_OFTEN:.0f} s beside the projector.",
            "What the flow costs is the CPU of transactions with it, less that of the same without it, all threads of the process.",
            "Causes: a missing number, and half of a source's messages held. Silence has no moment that a clock of minutes could show: its limits are tested in simulated time.",
        ),
    )


def _two(many: Many) -> str:
    return f"{many.memory:,.0f}, {many.most_memory:,.0f}"


def _soon(many: Many) -> str:
    return f"{statistics.median(many.latencies or (0.0,)):.1f}, {max(many.latencies, default=0.0):.1f}"
