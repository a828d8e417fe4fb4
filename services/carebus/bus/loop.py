"""Understands the exactly-once loop: read a batch, decide in memory, write everything in one transaction, then remember it.

The rules of the loop are in ARCHITECTURE.md; each number cited here has a test.
"""

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from confluent_kafka import Consumer, TopicPartition

from carebus.bus.clients import arrived, common
from carebus.bus.follow import Followed, Follower
from carebus.bus.metrics import LoopMetrics
from carebus.bus.ownership import Owned, Ownership
from carebus.bus.record import Record
from carebus.bus.registry import RegistryUnreachable
from carebus.bus.store import Put, StoreDamaged
from carebus.bus.transaction import TIMEOUT, Aborted, Output, Transactions, Unsure
from carebus.bus.watchdog import Watchdog

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds that a batch waits for the schema registry before the process ends."""

MOST_ABORTS = 8
"""Transactions that may come to nothing in a row: a rebalance makes one or two, a topic that refuses a record makes all."""

SESSION_TIMEOUT = 6.0
"""session.timeout.ms in seconds: how long a killed member's partitions wait for another (rule 6)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One loop's place in the world: its group, its slot in it, where it reads and which of its outputs it copies."""

    group: str
    slot: int
    input: str
    followed: tuple[Followed, ...]

    @property
    def identity(self) -> str:
        """Stable over restarts: the transactional id and the static member (rule 6)."""
        return f"{self.group}-{self.slot}"


@dataclass(slots=True)
class Effects:
    """What one batch leads to: records to write, and how far the input was decided, for every partition that they are written for.

    `stuck` are partitions that must wait at that offset (a schema that this release does not know).
    """

    outputs: list[Output] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)
    stuck: dict[int, int] = field(default_factory=dict)


class Step(Protocol):
    """What is done with a batch. Everything in memory: nothing may change outside before the commit (rule 1)."""

    def opened(self, owned: Owned) -> None:
        """A partition is ready: its stores are level with their topics."""

    def closed(self, partitions: Iterable[int]) -> None:
        """Partitions are not ready any more: forget what is remembered of them."""

    def due(self, owned: Mapping[int, Owned]) -> bool:
        """Tell whether there is work without input."""

    def run(self, inputs: Sequence[Record], owned: Mapping[int, Owned]) -> Effects:
        """Decide a batch."""

    def committed(self, effects: Effects) -> None:
        """The batch stands."""


class Loop:
    """Runs one Step over the partitions that the group gives it."""

    def __init__(
        self, brokers: str, job: Job, step: Step, folder: Path, metrics: LoopMetrics, batch: int = 500
    ) -> None:
        self._job = job
        self._step = step
        self._batch = batch
        self._metrics = metrics
        self._stopping = False
        self._stuck: dict[int, float] = {}
        self._look_again = 0.0
        self._aborts = 0
        self._watchdog = Watchdog(3 * TIMEOUT)
        self._known: set[int] = set()
        self._copied = {followed.topic for followed in job.followed}
        self._transactions = Transactions(brokers, job.identity)
        self._consumer = Consumer(_consumer_settings(brokers, job))
        self._follower = Follower(brokers)
        self._ownership = Ownership(self._consumer, job.input, job.followed, self._follower, folder / job.group)
        metrics.watch(self._ownership, self._follower)

    def stop(self) -> None:
        """Ask the loop to end after the batch in hand; callable from a signal handler."""
        self._stopping = True

    def run(self) -> None:
        """Run until stopped.

        Raises OffsetsLost, Unsure, StoreDamaged, RegistryUnreachable, KafkaException: the process must end, and be started again.
        """
        self._ownership.subscribe()
        try:
            while not self._stopping:
                self.turn()
        except StoreDamaged as damage:
            shutil.rmtree(str(damage), ignore_errors=True)
            raise
        finally:
            self._watchdog.close()
            self._consumer.close()
            self._ownership.close()
            self._follower.close()

    def turn(self) -> None:
        """Read one batch and see it through."""
        inputs = self._ownership.inputs(arrived(self._consumer, self._batch, 0.05))
        self._come_and_go()
        ready = self._ownership.ready()
        if inputs or (ready and self._step.due(ready)):
            self._see_through(inputs, ready)

    def _come_and_go(self) -> None:
        """Let partitions come and go; the others do not wait for it (rule 7)."""
        gone = self._known - set(self._ownership.ready())
        if gone:
            self._step.closed(gone)
        for owned in self._ownership.restore(0.05 if self._known else 0.2):
            self._patiently(partial(self._step.opened, owned))
        self._known = set(self._ownership.ready())
        self._try_stuck_again()
        if time.monotonic() >= self._look_again:
            self._ownership.look_at_ends()
            self._look_again = time.monotonic() + 1.0

    def _see_through(self, inputs: Sequence[Record], ready: Mapping[int, Owned]) -> None:
        began = time.perf_counter()
        effects = self._patiently(lambda: self._step.run(inputs, ready))
        decided = self._metrics.spent("decide", began)
        try:
            ends = self._transact(effects)
        except Aborted as nothing:
            self._start_over(nothing)
            return
        self._aborts = 0
        committed = self._metrics.spent("commit", decided)
        self._remember(effects.outputs, ends, ready)
        self._step.committed(effects)
        self._note_progress(inputs, effects, ready)
        self._metrics.transaction(len(inputs), self._metrics.spent("store", committed) - began)

    def _patiently(self, step: Callable[[], T]) -> T:
        """The step's answer; an unreachable registry is waited for: no record is to blame."""
        patience = time.monotonic() + PATIENCE
        while True:
            try:
                return step()
            except RegistryUnreachable:
                if self._stopping or time.monotonic() > patience:
                    raise
                self._metrics.waits()
                time.sleep(0.5)

    def _transact(self, effects: Effects) -> dict[tuple[str, int], int]:
        """Whatever is written for a partition goes with that partition's position (rule 3)."""
        places = [TopicPartition(self._job.input, p, position) for p, position in sorted(effects.positions.items())]
        if not places:
            return {}
        with self._watchdog:
            return self._transactions.run(effects.outputs, places, self._ownership.group)

    def _start_over(self, nothing: Aborted) -> None:
        """Rule 4: after an abort, restore before going on. What is aborted again and again is no passing trouble: raises Unsure."""
        self._metrics.aborted()
        self._aborts += 1
        if self._aborts >= MOST_ABORTS:
            raise Unsure(f"{self._aborts} transactions in a row came to nothing, the last by {nothing}") from nothing
        self._step.closed(self._known)
        self._known = set()
        self._ownership.restore_again()

    def _note_progress(self, inputs: Sequence[Record], effects: Effects, ready: Mapping[int, Owned]) -> None:
        for partition, position in effects.positions.items():
            ready[partition].position = position
        for record in inputs:
            ready[record.partition].reached = record.timestamp / 1000
        self._wait_where_stuck(effects)

    def _remember(
        self, outputs: Sequence[Output], ends: Mapping[tuple[str, int], int], ready: Mapping[int, Owned]
    ) -> None:
        """Only now, after the commit, the stores follow (rule 1)."""
        puts: dict[tuple[str, int], list[Put]] = defaultdict(list)
        for output in outputs:
            if output.topic in self._copied and output.key is not None:
                puts[output.topic, output.partition].append((output.key, output.copy or output.value))
        for (topic, partition), entries in puts.items():
            store = ready[partition].stores[topic]
            store.write(entries, ends[topic, partition])

    def _wait_where_stuck(self, effects: Effects) -> None:
        for partition, offset in effects.stuck.items():
            place = TopicPartition(self._job.input, partition, offset)
            self._consumer.pause([place])
            self._consumer.seek(place)
            self._stuck[partition] = time.monotonic() + 10.0
        self._metrics.stuck(self._stuck)

    def _try_stuck_again(self) -> None:
        for partition in [p for p, when in self._stuck.items() if time.monotonic() >= when or p not in self._known]:
            del self._stuck[partition]
            if partition in self._known:
                self._consumer.resume([TopicPartition(self._job.input, partition)])


def _consumer_settings(brokers: str, job: Job) -> dict[str, Any]:
    return {
        **common(brokers),
        "group.id": job.group,
        "group.instance.id": job.identity,
        "partition.assignment.strategy": "range",  # decision 5
        "max.poll.interval.ms": 45_000,  # also how long a lost join is waited for
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "auto.offset.reset": "error",  # rule 8
        "enable.partition.eof": True,  # lag: a marker at the end takes an offset, and nothing is behind
        "session.timeout.ms": int(SESSION_TIMEOUT * 1000),
        "heartbeat.interval.ms": 2_000,
        "fetch.message.max.bytes": 1_048_576,
        "queued.max.messages.kbytes": 16_384,
        "fetch.wait.max.ms": 50,
        "fetch.error.backoff.ms": 20,
    }
