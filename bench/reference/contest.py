"""Understands the contest of the engines: the same job on each, one after another, several times, medians and ratios."""

import os
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.progress import Progress

from bench.contestants import python, race
from bench.figures import Contest, Goal, number
from bench.reference import load, streams
from bench.reference.carebus_loop import group
from bench.reference.contestant import Result
from bench.sizes import Sizes
from bench.stage import VIEW, Stage
from carebus.local import Unavailable

BATCH = 10_000
"""Records in one transaction at most: what a projector may be set to."""

PLAIN = "bench.reference.plain"
"""A smaller, uncompressed input: Faust's client reads lz4 only with a library of its own."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """One engine with its settings; `run` is given the name of its output and a folder."""

    name: str
    run: Callable[[str, Path], Result]
    leaves: Callable[[str], tuple[str, ...]]


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Hold the contest. Raises Fell, Unavailable."""
    _write_loads(stage, sizes, progress)
    contestants = tuple(_contestants(stage, sizes))
    task = progress.add_task("Reference job", total=sizes.runs * len(contestants))
    results: dict[str, list[Result]] = {contestant.name: [] for contestant in contestants}
    for turn in range(sizes.runs):
        for place, contestant in enumerate(contestants):
            progress.update(task, description=f"Reference job: {contestant.name}")
            results[contestant.name].append(_one(stage, contestant, f"bench.{turn}.{place}"))
            progress.advance(task)
    stage.remove(load.TOPIC, PLAIN)
    return _contest(results, sizes)


def _write_loads(stage: Stage, sizes: Sizes, progress: Progress) -> None:
    for topic, count, compression in ((load.TOPIC, sizes.events, "lz4"), (PLAIN, sizes.faust, "none")):
        stage.topic(topic, load.PARTITIONS, {})
        task = progress.add_task(f"Writing {topic}", total=count)
        load.write(stage.brokers, count, lambda more, task=task: progress.advance(task, more), topic, compression)  # type: ignore[misc]
        progress.remove_task(task)


def _contestants(stage: Stage, sizes: Sizes) -> Iterator[Contestant]:
    for cached in (False, True):
        yield _carebus(stage, sizes, cached=cached)
        yield _streams(stage, sizes, cached=cached)
    peers = os.environ.get("PEERS")
    if not peers:
        raise Unavailable("PEERS names no Python with quixstreams and faust-streaming: run `make bench`")
    yield _peer(stage, sizes.quix, "quix_app", f"Quix Streams 3.28.1, exactly once, commit every {BATCH:,}", peers)
    yield _peer(stage, sizes.faust, "faust_agent", "Faust 0.15.3, agent and RocksDB table, at least once", peers)


def _carebus(stage: Stage, sizes: Sizes, *, cached: bool) -> Contestant:
    def run(output: str, folder: Path) -> Result:
        stage.topic(output, load.PARTITIONS, VIEW)
        stage.begin(group(output), load.TOPIC, load.PARTITIONS)
        arguments = (stage.brokers, output, sizes.events, BATCH, int(cached), folder)
        return race(python("bench.reference.carebus_loop", *arguments))

    return Contestant(f"carebus' loop, {_cache(cached)}, batches to {BATCH:,}", run, lambda output: (output,))


def _streams(stage: Stage, sizes: Sizes, *, cached: bool) -> Contestant:
    def run(output: str, folder: Path) -> Result:
        stage.topic(output, load.PARTITIONS, VIEW)
        record_cache = streams.RECORD_CACHE if cached else 0
        return race(streams.command(stage.brokers, folder, output, sizes.events, record_cache=record_cache))

    return Contestant(f"Kafka Streams 4.1.0 in Java, {_cache(cached)}, commit 100 ms", run, streams.leftovers)


def _peer(stage: Stage, events: int, module: str, name: str, interpreter: str) -> Contestant:
    interpreter = str(Path(interpreter).absolute())

    def run(output: str, folder: Path) -> Result:
        stage.topic(output, load.PARTITIONS, VIEW)
        return race(python(f"bench.reference.{module}", stage.brokers, output, events, folder, interpreter=interpreter))

    return Contestant(name, run, lambda output: (output,))


def _cache(cached: bool) -> str:
    return "every patient cached" if cached else "no cache"


def _one(stage: Stage, contestant: Contestant, output: str) -> Result:
    result = contestant.run(output, stage.folder / output)
    stage.remove(*contestant.leaves(output))
    return result


def _contest(results: dict[str, list[Result]], sizes: Sizes) -> Contest:
    per_cpu = {name: statistics.median(_per_cpu(result) for result in runs) for name, runs in results.items()}
    plain, plain_streams, cached, cached_streams, quix, faust = per_cpu.values()
    rows = tuple(_row(name, runs, per_cpu[name] / plain) for name, runs in results.items())
    goals = (
        _goal("level with warm Kafka Streams, without cache", plain / plain_streams, 1.0),
        _goal("level with warm Kafka Streams, every patient cached", cached / cached_streams, 1.0),
        _goal("1.3 times Quix Streams", plain / quix, 1.3),
        _goal("5 times Faust", plain / faust, 5.0),
    )
    return Contest(
        "reference",
        "Reference job: events in a CPU second, second half of the events, medians",
        ("engine", "events/CPU s", "CPU µs/event", "events/s", "memory MB", "of carebus without cache"),
        rows,
        goals,
        {name: [asdict(run) for run in runs] for name, runs in results.items()},
        (
            f"{sizes.events:,} events (Quix {sizes.quix:,}, Faust {sizes.faust:,}), {sizes.runs} interleaved runs of each.",
        ),
    )


def _row(name: str, runs: list[Result], ratio: float) -> tuple[str, ...]:
    middle = sorted(runs, key=_per_cpu)[len(runs) // 2]
    each = 1e6 / _per_cpu(middle)
    return (
        name,
        number(_per_cpu(middle)),
        number(each),
        number(middle.events / middle.seconds),
        number(middle.memory),
        f"{ratio:.2f}",
    )


def _goal(what: str, seen: float, wanted: float) -> Goal:
    return Goal(f"{what}: at least {wanted:g}", seen >= wanted, f"{seen:.2f}")


def _per_cpu(result: Result) -> float:
    return result.events / result.cpu_seconds
