"""Understands how fast the views are rebuilt from the accepted log and compared, beside the live processing of the same reports."""

import os
import sys
import time
from dataclasses import asdict, dataclass

from rich.progress import Progress

from bench import reports
from bench.contestants import Fell
from bench.figures import Contest, Goal, number
from bench.projector import Reading, projector
from bench.results import BATCH, PATIENTS
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.local.spawning import spawn

_CALL = "import sys; from carebus.cli import app; sys.argv = ['carebus', 'rebuild', 'results', '--verify']; app()"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One run of `carebus rebuild results --verify`, from its start to its end; `memory` in MB."""

    seconds: float
    cpu_seconds: float
    memory: float


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Let a projector decide reports; then rebuild. Raises Stalled, Fell."""
    task = progress.add_task("Rebuild: writing reports", total=sizes.rebuilt)
    told = reports.many(sizes.rebuilt, PATIENTS)
    reports.write(stage.brokers, stage.registry, told, lambda more: progress.advance(task, more))
    progress.update(task, description="Rebuild: live processing", completed=0)
    with projector(stage, BATCH) as measured:
        begun = measured.until(sizes.rebuilt // 10)
        end = measured.until(sizes.rebuilt, lambda done: progress.update(task, completed=done))
    progress.update(task, description="Rebuild: from the log", completed=0)
    rebuilt = [_rebuild(stage) for _ in range(sizes.runs)]
    progress.remove_task(task)
    return _contest(begun, end, sorted(rebuilt, key=lambda run: run.seconds)[len(rebuilt) // 2], sizes)


def _rebuild(stage: Stage) -> Rebuilt:
    log = stage.folder / "rebuild.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = spawn([sys.executable, "-c", _CALL], output, environment=stage.settings)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Fell(log.read_text(encoding="utf-8")[-2000:])
    return Rebuilt(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _contest(begun: Reading, end: Reading, rebuilt: Rebuilt, sizes: Sizes) -> Contest:
    live = (end.decided - begun.decided) / (end.at - begun.at)
    live_cpu = 1e6 * (end.cpu - begun.cpu) / (end.decided - begun.decided)
    again = sizes.rebuilt / rebuilt.seconds
    again_cpu = 1e6 * rebuilt.cpu_seconds / sizes.rebuilt
    return Contest(
        "rebuild",
        "Rebuild: `carebus rebuild results --verify` beside live processing",
        ("what", "reports/s", "CPU µs/report", "memory MB"),
        (
            ("live processing, one projector", number(live), number(live_cpu), number(end.memory)),
            ("rebuild and comparison, one process", number(again), number(again_cpu), number(rebuilt.memory)),
        ),
        (Goal("rebuild at least as fast as live processing", again >= live, f"{again / live:.2f} times"),),
        {"live": [asdict(begun), asdict(end)], "rebuild": asdict(rebuilt)},
        (
            f"{sizes.rebuilt:,} reports of {PATIENTS:,} patients. The rebuild's figures are of the whole command, its start included.",
            "It reads the accepted log and the live views, folds, and compares digests; the views were identical.",
        ),
    )
