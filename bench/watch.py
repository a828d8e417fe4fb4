"""Understands what the watch costs: its share of a core while one projector decides as fast as it can, and what the flow costs the projector."""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import httpx
from confluent_kafka import Producer
from rich.progress import Progress

from bench import reports
from bench.figures import Contest, Goal, number
from bench.projector import Projector, Reading, projector
from bench.results import BATCH, PATIENTS
from bench.sizes import Sizes
from bench.stage import Stage
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import FLOW
from carebus.bus.wire import Wire
from carebus.domain.flow import GATEWAY, NO_OFFSET, SourceFlow, TransactionDone
from carebus.domain.provenance import Digest, SourceId, SubmissionId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.local import ports
from carebus.local.programs import Program
from carebus.projector.tally import Tally

SHARE = 0.25
COST = 0.03
TOGETHER = 100
"""Messages in one transaction of the gateway."""

SOURCES = 9


def hold(stage: Stage, sizes: Sizes, progress: Progress) -> Contest:
    """Let a projector decide a backlog while the watch follows. Raises Stalled, Unavailable."""
    runs = [_run(stage, sizes, turn, progress) for turn in range(sizes.runs)]
    cost = _cost(stage)
    per_report = statistics.median(
        (end.cpu - begun.cpu) / (end.decided - begun.decided) for (begun, end), _watch in runs
    )
    share = statistics.median((after.cpu - before.cpu) / (after.at - before.at) for _projector, (before, after) in runs)
    flow = cost / per_report
    return Contest(
        "watch",
        "The watch beside one projector that decides reports of nine items",
        ("what", "figure"),
        (
            ("the watch's share of a core, gateway's and projector's flow together", f"{share:.0%}"),
            ("making the flow's records, µs/report", number(1e6 * cost)),
            ("deciding a report, CPU µs", number(1e6 * per_report)),
        ),
        (
            Goal(f"the watch keeps to {SHARE:.0%} of a core", share <= SHARE, f"{share:.0%}"),
            Goal(f"the flow costs the projector at most {COST:.0%}", flow <= COST, f"{flow:.1%}"),
        ),
        [[asdict(each) for pair in run for each in pair] for run in runs],
        (f"{sizes.reports:,} reports, batches to {BATCH:,}; the gateway's transactions hold {TOGETHER}.",),
    )


def _run(
    stage: Stage, sizes: Sizes, turn: int, progress: Progress
) -> tuple[tuple[Reading, Reading], tuple[Reading, Reading]]:
    task = progress.add_task("The watch: writing reports", total=sizes.reports)
    told = reports.many(sizes.reports, PATIENTS, start=turn * sizes.reports)
    reports.write(stage.brokers, stage.registry, told, lambda more: progress.advance(task, more))
    with watch(stage) as watching, projector(stage, BATCH) as measured:
        _gateway(stage, sizes.reports)
        begun, before = measured.until(sizes.reports // 10), watching.read()
        end, after = measured.until(sizes.reports), watching.read()
    progress.remove_task(task)
    return (begun, end), (before, after)


@contextmanager
def watch(stage: Stage) -> Iterator[Projector]:
    """A watch that has its partitions, without its probe."""
    (port,) = ports.free(1)
    settings = {
        **stage.settings,
        "CAREBUS_PATIENT_SECRET": stage.secret,
        "CAREBUS_PROBE_EVERY": "0",
        "CAREBUS_STATE": str(stage.folder / "watch-state"),
        "CAREBUS_METRICS_PORT": str(port),
    }
    program = Program("watch", [sys.executable, "-m", "carebus.watch"], stage.folder / "watch", settings)
    program.start()
    metrics = f"http://127.0.0.1:{port}/metrics"
    try:
        program.until(lambda: _evaluates(metrics), 180)
        yield Projector(program, metrics)
    finally:
        program.stop()


def _evaluates(metrics: str) -> bool:
    try:
        told = httpx.get(metrics, trust_env=False).text
    except httpx.TransportError:
        return False
    return 'carebus_watch_evaluated_timestamp_seconds{area="results"}' in told


def _gateway(stage: Stage, messages: int) -> None:
    """What a gateway would have told of so many messages: a record for each partition of each transaction."""
    wire, producer = Wire(Registry(stage.registry)), Producer({"bootstrap.servers": stage.brokers})
    place = partition_of(reports.AREA.name.encode(), reports.PARTITIONS)
    for transaction in range(messages // TOGETHER):
        now = datetime.now(UTC)
        for partition in range(reports.PARTITIONS):
            row = SourceFlow(
                f"source-{transaction % SOURCES}", "ReportIssued", "submitted", 8, now, now, recipient="HER 1"
            )
            done = TransactionDone(GATEWAY, reports.AREA.name, partition, NO_OFFSET, NO_OFFSET, now, (row,))
            producer.produce(FLOW, wire.encode(FLOW, done, None), b"bench", place)
        producer.poll(0)
    producer.flush(60)
    wire.close()


def _cost(stage: Stage, batches: int = 200) -> float:
    """Seconds of CPU a report that the projector spends on counting, making and encoding the flow's records."""
    wire = Wire(Registry(stage.registry))
    now = datetime.now(UTC)
    verdicts = [
        Verdict(SubmissionId("s"), "results", SourceId(f"source-{n}"), Outcome.ACCEPTED, Digest("d"), now)
        for n in range(SOURCES)
    ]
    begun = time.process_time()
    for _ in range(batches):
        tally = Tally()
        for n in range(BATCH):
            partition = n % reports.PARTITIONS
            tally.offsets[partition] = (0, n)
            tally.reached[partition] = now
            tally.count(partition, "ReportIssued", verdicts[n % SOURCES], None)
        for done in tally.flow("results", {}):
            wire.encode(FLOW, done, None)
    spent = time.process_time() - begun
    wire.close()
    return spent / (batches * BATCH)
