"""Understands how long a message takes from the publish call to a reader of the view topic that sees committed records only."""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from confluent_kafka import Producer
from rich.progress import Progress

from bench import reports
from bench.contestants import PROJECT, python
from bench.figures import Contest, Goal, number
from bench.messages import messages
from bench.pace import send
from bench.projector import projector
from bench.reference import carebus_loop, load, streams
from bench.reference.event import encode, invented
from bench.sizes import Sizes
from bench.stage import VIEW, Stage
from carebus.bus.registry import Registry
from carebus.bus.transaction import Transactions
from carebus.bus.wire import Wire
from carebus.gateway.writer import Writer
from carebus.local.programs import Program
from carebus.settings import Environment, GatewaySettings

BATCH = 500
TOGETHER = 100
"""Messages that the publisher writes in one transaction, at most."""

SHARE = 0.6
"""How much of what one publisher can carry at most is sent through the whole gateway."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds of each message that was seen, in order; `lost` were not."""

    what: str
    rate: float
    milliseconds: tuple[float, ...]
    lost: int

    def at(self, share: float) -> float:
        """The latency that this share of the messages did not exceed."""
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Measure carebus with ready-made submissions, carebus with its whole gateway, and Kafka Streams."""
    task = progress.add_task("Latency", total=4)
    held = []
    stage.topic(load.TOPIC, load.PARTITIONS, {})
    for engine in _engines(stage):
        held.append(_engine(stage, sizes, *engine))
        progress.advance(task)
    with projector(stage, BATCH):
        for measure in (_submissions, _gateway):
            held.append(measure(stage, sizes))
            progress.advance(task)
    progress.remove_task(task)
    return _contest(held, sizes)


def _submissions(stage: Stage, sizes: Sizes) -> Seen:
    """Submissions that were made before; the publish call writes them in transactions of what has become due."""
    wire = Wire(Registry(stage.registry))
    made = [reports.submitted(wire, *told) for told in reports.many(sizes.warm + sizes.rate * sizes.seconds, 20_000)]
    transactions = Transactions(stage.brokers, "bench-publisher")

    def together(outputs: Sequence[Any]) -> None:
        for first in range(0, len(outputs), TOGETHER):
            transactions.run(outputs[first : first + TOGETHER], [], None)

    send(made[: sizes.warm], sizes.rate, together)
    return _measured(
        stage,
        "carebus: reports of nine items, ready-made",
        reports.AREA.views,
        "R",
        made[sizes.warm :],
        sizes.rate,
        together,
        first=sizes.warm,
    )


def _gateway(stage: Stage, sizes: Sizes) -> Seen:
    """KITH messages through the gateway's own writer: read, checked, mapped, the original kept beside what was made of it."""
    settings = GatewaySettings(
        environment=Environment.TEST, brokers=stage.brokers, registry=stage.registry, patient_secret=stage.secret
    )
    writer, made = Writer(settings), messages(sizes.warm + sizes.rate * sizes.seconds)
    began = time.monotonic()
    for _ in range(sizes.warm // TOGETHER):
        writer.write(list(islice(made, TOGETHER)))
    rate = SHARE * sizes.warm / (time.monotonic() - began)
    left = list(islice(made, int(rate * sizes.seconds)))

    def together(some: Sequence[bytes]) -> None:
        for first in range(0, len(some), TOGETHER):
            writer.write(some[first : first + TOGETHER])

    return _measured(
        stage, "carebus: KITH messages, whole gateway", reports.AREA.views, "M", left, rate, together, first=sizes.warm
    )


def _engines(stage: Stage) -> Iterator[tuple[str, str, list[str]]]:
    """The reference job on both engines: name, output and command."""
    output = "bench.latency.streams"
    yield (
        "Kafka Streams 4.1.0 in Java, commit 100 ms: reference job",
        output,
        streams.command(stage.brokers, stage.folder / output, output, 0, record_cache=0, commit=100),
    )
    output = "bench.latency.carebus"
    stage.begin(carebus_loop.group(output), load.TOPIC, load.PARTITIONS)
    arguments = (stage.brokers, output, 1 << 40, BATCH, 0, stage.folder / output)
    yield "carebus' loop: reference job", output, python("bench.reference.carebus_loop", *arguments)


def _engine(stage: Stage, sizes: Sizes, what: str, output: str, command: list[str]) -> Seen:
    """Events of the reference job, each of a patient of its own, by a plain producer."""
    stage.topic(output, load.PARTITIONS, VIEW)
    producer = Producer({"bootstrap.servers": stage.brokers, "linger.ms": 0, "compression.type": "lz4"})
    prefix = output.rpartition(".")[2] + "-"
    chance = random.Random(1)  # noqa: S311 - invented patients
    names = [f"{prefix}{place}" for place in range(sizes.warm + sizes.rate * sizes.seconds)]
    made = [(name, encode(invented(place, name, chance))) for place, name in enumerate(names)]

    def together(some: Sequence[tuple[str, bytes]]) -> None:
        for name, value in some:
            producer.produce(load.TOPIC, value, name)
        producer.poll(0)

    program = Program(output, command, stage.folder / f"{output}.log", {"PYTHONPATH": str(PROJECT)})
    program.start()
    try:
        program.until(lambda: "ready" in program.log.read_text(encoding="utf-8"))
        send(made[: sizes.warm], sizes.rate, together)
        return _measured(stage, what, output, prefix, made[sizes.warm :], sizes.rate, together, first=sizes.warm)
    finally:
        producer.flush(10)
        program.kill()


def _measured(
    stage: Stage,
    what: str,
    topic: str,
    prefix: str,
    made: Sequence[Any],
    rate: float,
    together: Callable[[Sequence[Any]], object],
    *,
    first: int,
) -> Seen:
    """Send messages while a reader watches; named by `prefix` and number, the first by `first`."""
    file = stage.folder / f"{prefix}.json"
    watcher = Program(
        "watcher",
        python("bench.watcher", stage.brokers, topic, prefix, first, len(made), file),
        stage.folder / f"watcher-{prefix}",
        {"PYTHONPATH": str(PROJECT)},
    )
    watcher.start()
    try:
        watcher.until(file.with_suffix(".ready").exists)
        due = send(made, rate, together)
        watcher.until(file.exists, patience=120)
    finally:
        watcher.kill()
    seen = json.loads(file.read_text(encoding="ascii"))
    took = [(name, place) for place, name in enumerate(f"{prefix}{first + place}" for place in range(len(made)))]
    milliseconds = sorted(1000 * (seen[name] - due[place]) for name, place in took if name in seen)
    return Seen(what, rate, tuple(milliseconds), len(made) - len(milliseconds))


def _contest(held: list[Seen], sizes: Sizes) -> Contest:
    _streams, loop, ready, _gateway = held
    return Contest(
        "latency",
        "Latency: publish call to a read-committed reader of the view topic, milliseconds",
        ("what", "a second", "p50", "p90", "p99", "p99.9", "most", "unseen"),
        tuple(_row(seen) for seen in held),
        (
            *_goals("reference job", loop),
            *_goals("reports of nine items", ready),
            Goal(
                "every message was seen",
                not any(seen.lost for seen in held),
                f"{sum(seen.lost for seen in held)} were not",
            ),
        ),
        {seen.what: {"rate": seen.rate, "percentiles": [seen.at(p / 100) for p in range(0, 101, 5)]} for seen in held},
        (
            f"{sizes.seconds} s each, after {sizes.warm:,} messages for the broker's Java to get warm.",
            "A message is due at its moment, and latency counts from there.",
            "Reports are written in transactions, each of what has become due; events of the reference job by a plain producer.",
            f"Through the gateway: at {SHARE:.0%} of what one publisher was seen to carry at most.",
        ),
    )


def _goals(what: str, seen: Seen) -> tuple[Goal, Goal]:
    p50, p99 = seen.at(0.5), seen.at(0.99)
    where = f"{what}, {seen.rate:,.0f} a second"
    return (
        Goal(f"{where}: p50 at most 25 ms", p50 <= 25, f"{p50:.1f}"),
        Goal(f"{where}: p99 at most 100 ms", p99 <= 100, f"{p99:.1f}"),
    )


def _row(seen: Seen) -> tuple[str, ...]:
    at = (f"{seen.at(share):.1f}" for share in (0.5, 0.9, 0.99, 0.999, 1.0))
    return (seen.what, number(seen.rate), *at, str(seen.lost))
