"""Understands how fast the search for disputes follows what was accepted, and what it keeps of an id."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from confluent_kafka import Producer
from rich.progress import Progress

from bench import reports
from bench.figures import Contest, Goal, number
from bench.results import PATIENTS
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.wire import Wire
from carebus.disputes.following import Following
from carebus.domain.areas import AREAS
from carebus.domain.identity.area import IDENTITY

WANTED = 1_000
"""Reports a second: what a region sends at its worst."""

IDS = 2
"""Ids that one report shows: its message's and its own."""


@dataclass(frozen=True, slots=True)
class Run:
    """One life of it, from nothing to everything; `memory` in MB, what it held more at the end; `disk` in bytes."""

    seconds: float
    cpu_seconds: float
    memory: float
    disk: int
    disputes: int


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Let it look at reports that were accepted, each with ids of its own."""
    task = progress.add_task("Disputes: writing reports", total=sizes.reports)
    for done in _write(stage, sizes.reports):
        progress.update(task, completed=done)
    progress.update(task, description="Disputes: following")
    runs = [_run(stage, stage.folder / f"run-{each}") for each in range(sizes.runs)]
    progress.remove_task(task)
    return _contest(sorted(runs, key=lambda run: run.seconds)[len(runs) // 2], sizes)


def _write(stage: Stage, count: int) -> Iterator[int]:
    producer = Producer({"bootstrap.servers": stage.brokers, "queue.buffering.max.messages": 1_000_000})
    wire, topic = Wire(Registry(stage.registry)), AREAS["results"].accepted
    for done, (key, told) in enumerate(reports.many(count, PATIENTS), 1):
        fact = reports.issued(told, datetime.now(UTC))
        producer.produce(
            topic, wire.encode(topic, fact, key), key.encode(), partition_of(key.encode(), reports.PARTITIONS)
        )
        if done % 500 == 0:
            producer.poll(0)
            yield done
    producer.flush()
    wire.close()


def _run(stage: Stage, folder: Path) -> Run:
    areas = [area for area in AREAS.values() if area.line is None]
    wire, disputes = Wire(Registry(stage.registry)), 0
    following = Following(stage.brokers, wire, stage.secret.encode(), folder, areas, IDENTITY)
    with closing(following):
        began, cpu, memory = time.monotonic(), time.process_time(), _memory()
        while following.behind:
            disputes += len(following.turn(datetime.now(UTC), 0.05).disputes)
        run = Run(
            time.monotonic() - began,
            time.process_time() - cpu,
            _memory() - memory,
            following.memory.size(),
            disputes,
        )
    shutil.rmtree(folder)
    return run


def _contest(run: Run, sizes: Sizes) -> Contest:
    ids = IDS * sizes.reports
    second = sizes.reports / run.seconds
    return Contest(
        "disputes",
        "Disputes: one id under two patients, looked for in everything that was accepted",
        ("reports/s", "CPU µs/report", "disk, bytes/id", "memory more, MB"),
        (
            (
                number(second),
                number(1e6 * run.cpu_seconds / sizes.reports),
                number(run.disk / ids),
                number(run.memory),
            ),
        ),
        (
            Goal(f"reports/s: at least {WANTED:,}", second >= WANTED, number(second)),
            Goal("ids that one patient has alone raise no dispute", run.disputes == 0, number(run.disputes)),
        ),
        asdict(run),
        (
            f"{sizes.reports:,} reports of {PATIENTS:,} patients, {ids:,} ids, from nothing; one process, {sizes.runs} runs, the middle one shown.",
            "What is kept of an id is 50 bytes of a report and 58 of a message; the rest is RocksDB's, whose tables and cache are bounded.",
        ),
    )


def _memory() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
