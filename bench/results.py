"""Understands how fast one projector decides reports of nine items, and where its time goes."""

import statistics
from dataclasses import asdict

from rich.progress import Progress

from bench import reports
from bench.figures import Contest, Goal, number
from bench.projector import Reading, projector
from bench.sizes import Sizes
from bench.stage import Stage

BATCH = 500
"""Records in one transaction at most: what a projector does unless told otherwise."""

PATIENTS = 20_000
FINER = ("decode", "rules", "encode", "look_up")
"""Steps of deciding."""

WORDS = {
    "decode": "decode: Avro to records",
    "rules": "rules: decide and evolve",
    "encode": "encode: views, verdicts, submissions seen",
    "look_up": "look up: RocksDB",
    "commit": "produce and commit",
    "store": "store: RocksDB, after the commit",
}
WANTED = 1_500
AIM = 3_000


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Let a projector decide a backlog, so many times. Raises Stalled, Unavailable."""
    return _contest([_run(stage, sizes, turn, progress) for turn in range(sizes.runs)], sizes)


def _run(stage: Stage, sizes: Sizes, turn: int, progress: Progress) -> tuple[Reading, Reading]:
    """The first tenth is warming up."""
    task = progress.add_task("Nine-item reports: writing", total=sizes.reports)
    told = reports.many(sizes.reports, PATIENTS, start=turn * sizes.reports)
    reports.write(stage.brokers, stage.registry, told, lambda more: progress.advance(task, more))
    progress.update(task, description="Nine-item reports: deciding", completed=0)
    with projector(stage, BATCH) as measured:
        begun = measured.until(sizes.reports // 10)
        end = measured.until(sizes.reports, lambda done: progress.update(task, completed=done))
    progress.remove_task(task)
    return begun, end


def _contest(runs: list[tuple[Reading, Reading]], sizes: Sizes) -> Contest:
    per_second = statistics.median((end.decided - begun.decided) / (end.at - begun.at) for begun, end in runs)
    per_cpu = statistics.median((end.decided - begun.decided) / (end.cpu - begun.cpu) for begun, end in runs)
    return Contest(
        "results",
        "Results area: reports of nine items through one projector process",
        ("where the time goes", "µs/report", "share"),
        tuple(_steps(runs)),
        (
            Goal(f"reports/s: at least {WANTED:,}", per_second >= WANTED, number(per_second)),
            Goal(f"reports/s: {AIM:,} is the aim", per_second >= AIM, number(per_second)),
        ),
        [(asdict(begun), asdict(end)) for begun, end in runs],
        (
            f"Median: {number(per_second)} reports/s, {number(per_cpu)} reports in a CPU second.",
            f"{sizes.reports:,} reports of {PATIENTS:,} patients, batches to {BATCH:,}, {sizes.runs} runs.",
        ),
    )


def _steps(runs: list[tuple[Reading, Reading]]) -> list[tuple[str, ...]]:
    """Of all runs together; what the finer steps of deciding leave is the projector's own bookkeeping."""
    records = sum(end.decided - begun.decided for begun, end in runs)
    whole = sum(end.at - begun.at for begun, end in runs)
    seconds = {
        step: sum(end.steps[step] - begun.steps.get(step, 0.0) for begun, end in runs) for step in runs[0][1].steps
    }
    seconds["the rest: reading the batch, metrics"] = whole - sum(
        seconds[step] for step in ("decide", "commit", "store")
    )
    seconds["the rest of deciding"] = seconds.pop("decide") - sum(seconds[step] for step in FINER)
    seconds["whole"] = whole
    return [
        (WORDS.get(step, step), number(1e6 * spent / records), f"{spent / whole:.0%}")
        for step, spent in seconds.items()
    ]
