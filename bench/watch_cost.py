"""Understands what the flow costs the projector: its records counted, made, encoded, and produced in the transaction that there is anyway."""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from bench import reports
from bench.results import BATCH
from bench.stage import Stage
from bench.watch_flow import PLACE
from bench.watching import now
from carebus.bus.registry import Registry
from carebus.bus.transaction import Output, Transactions
from carebus.bus.wire import Wire
from carebus.domain.provenance import Digest, SourceId, SubmissionId
from carebus.domain.verdicts import Outcome, Verdict
from carebus.projector import records
from carebus.projector.batch import Batch
from carebus.projector.cache import Cache

_ROUNDS = 5
_BATCHES = 100
_SOURCES = 9
_TOPIC = "bench.beside-the-flow"


def cost(stage: Stage) -> float:
    """Seconds of CPU a report, all threads of the process: transactions with the flow, less the same without it; the middle of some rounds."""
    stage.topic(_TOPIC, 1, {})
    wire, transactions = Wire(Registry(stage.registry)), Transactions(stage.brokers, "bench-flow")
    beside = Output(_TOPIC, b"bench", b"", 0, [])
    for _ in range(2):
        _spent(transactions, _with_flow(wire, beside))  # of the warming up
    rounds = [
        _spent(transactions, _with_flow(wire, beside)) - _spent(transactions, ([beside] for _ in range(_BATCHES)))
        for _ in range(_ROUNDS)
    ]
    wire.close()
    stage.remove(_TOPIC)
    return statistics.median(rounds) / (_BATCHES * BATCH)


def _spent(transactions: Transactions, batches: Iterator[Sequence[Output]]) -> float:
    begun = time.process_time()
    for outputs in batches:
        transactions.run(outputs, [], None)
    return time.process_time() - begun


def _with_flow(wire: Wire, beside: Output) -> Iterator[Sequence[Output]]:
    at = now()
    verdicts = [_verdict(f"source-{each}", at) for each in range(_SOURCES)]
    for _ in range(_BATCHES):
        batch = Batch(reports.AREA, wire, {}, Cache(0), at, standing={}, watched=frozenset(), doomed={})
        for number in range(BATCH):
            partition = number % reports.PARTITIONS
            batch.tally.offsets[partition] = (0, number)
            batch.tally.reached[partition] = at
            batch.tally.count(partition, "ReportIssued", verdicts[number % _SOURCES], None)
        for done in batch.tally.flow(reports.AREA.name, {}):
            records.flow(batch, done, PLACE)
        yield [beside, *batch.outputs]


def _verdict(source: str, at: datetime) -> Verdict:
    return Verdict(SubmissionId("s"), reports.AREA.name, SourceId(source), Outcome.ACCEPTED, Digest("d"), at)
