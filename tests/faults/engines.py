"""Understands a projector's loop that is driven by hand, turn by turn, and loops that are broken on purpose.

Each broken engine is a way in which such a loop has been written in earnest. The checker must see what it does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from prometheus_client import CollectorRegistry
from tests.faults.bus import Bus, until
from tests.faults.process import poisoned

from carebus.bus.follow import Followed
from carebus.bus.loop import Effects, Job, Loop, _consumer_settings
from carebus.bus.metrics import LoopMetrics
from carebus.bus.ownership import Owned, Ownership
from carebus.bus.registry import Registry
from carebus.bus.transaction import Aborted, Transactions
from carebus.bus.wire import Wire
from carebus.domain.area import Area
from carebus.projector.app import REMEMBERED
from carebus.projector.in_flight import InFlight
from carebus.projector.metrics import ProjectorMetrics
from carebus.projector.step import Projector
from carebus.settings import Environment, ProjectorSettings


class Died(Exception):
    """What stands for kill -9 in a loop that is driven by hand."""


class Hooked(Transactions):
    """The true transactions, with a place to stop in: after everything was sent, before the commit."""

    before_commit: Callable[[], None] | None = None
    before_offsets: Callable[[], None] | None = None

    def __init__(self, brokers: str, transactional_id: str, **more: Any) -> None:
        super().__init__(brokers, transactional_id, **{"transaction.timeout.ms": 60_000, **more})

    def _insist(self, call: Any, deadline: float) -> None:
        name = {"commit_transaction": "before_commit", "<lambda>": "before_offsets"}.get(call.__name__, "")
        act = getattr(self, name, None)
        if act is not None:
            setattr(self, name, None)
            act()
        super()._insist(call, deadline)


class Unhurried(Hooked):
    """The true transactions on a slow link: offsets are sent at once, records only when the commit makes them go."""

    def __init__(self, brokers: str, transactional_id: str) -> None:
        super().__init__(brokers, transactional_id, **{"linger.ms": 30_000})


class Engine(Loop):
    """The true loop, in a group that a member leaves at once, so that partitions move when a test wants it."""

    transactions: type[Transactions] = Hooked
    ownership: type[Ownership] = Ownership
    left = False

    def __init__(self, brokers: str, job: Any, step: Any, folder: Path, metrics: Any, batch: int = 500) -> None:
        super().__init__(brokers, job, step, folder, metrics, batch)
        settings = _consumer_settings(brokers, job)
        del settings["group.instance.id"]
        self._consumer = Consumer(settings)
        self._ownership = self.ownership(self._consumer, job.input, job.followed, self._follower, folder / job.group)
        self._transactions = self.transactions(brokers, job.identity)
        metrics.watch(self._ownership, self._follower)

    def _start_over(self, nothing: Aborted) -> None:
        """In a test's hand an abort of a loop that has left its group is told to the test."""
        if self.left:
            raise nothing
        super()._start_over(nothing)


class OffsetsOutside(Engine):
    """Broken: the offsets are committed after the transaction, on their own (rule 3)."""

    dies = False

    def _transact(self, effects: Effects) -> dict[tuple[str, int], int]:
        ends = self._transactions.run(effects.outputs, [], None)
        if self.dies:
            raise Died
        places = [TopicPartition(self._job.input, p, offset) for p, offset in effects.positions.items()]
        self._consumer.commit(offsets=places, asynchronous=False)
        return ends


class OffsetsFirst(Engine):
    """Broken: the offsets are committed before the transaction, on their own (rule 3)."""

    dies = False

    def _transact(self, effects: Effects) -> dict[tuple[str, int], int]:
        places = [TopicPartition(self._job.input, p, offset) for p, offset in effects.positions.items()]
        self._consumer.commit(offsets=places, asynchronous=False)
        if self.dies:
            raise Died
        return self._transactions.run(effects.outputs, [], None)


class Slow(Engine):
    """The true loop on a slow link."""

    transactions = Unhurried


class MarksFirst(Slow):
    """Broken: the ends of the copied topics are read before the committed offset (rule 2)."""

    class ownership(Ownership):  # noqa: N801 - it stands for the attribute
        def _begin(self, owned: Owned) -> None:
            if not owned.stores:
                self._restore(owned)
            owned.committed = self._committed(owned.partition)
            owned.not_before = monotonic() + 0.2

        def _restore(self, owned: Owned) -> None:
            for followed in self._followed:
                owned.stores[followed.topic] = self._follower.open(followed, owned.partition, self._folder)
            for followed in self._followed:
                while not self._follower.level(followed.topic, owned.partition):
                    self._follower.step(0.1)
                self._follower.leave(followed.topic, owned.partition)

        def _finish(self, owned: Owned) -> bool:
            if owned.committed is None or not self._sought(self._place(owned.partition, owned.committed)):
                return False
            self._consumer.resume([self._place(owned.partition)])
            owned.position = owned.committed
            return True


class AbortsAfterTimeout(Engine):
    """Broken: a commit that does not answer in time is taken for a failure, aborted, and the batch is done again (rule 4)."""

    class transactions(Hooked):  # noqa: N801
        late = True

        def _insist(self, call: Any, deadline: float) -> None:
            super()._insist(call, deadline)
            if self.late and call.__name__ == "commit_transaction":
                self.late = False  # the answer comes after the time-out; the commit stands all the same
                with suppress(KafkaException):
                    self._producer.abort_transaction(10)
                raise Aborted("timed out")

    times = 0

    def _start_over(self, nothing: Aborted) -> None:  # noqa: ARG002
        self.times += 1
        for owned in self._ownership.ready().values():
            self._consumer.seek(TopicPartition(self._job.input, owned.partition, owned.position))


class StoreFirst(Engine):
    """Broken: the store is written before the commit (rule 1)."""

    fails = 0

    def _transact(self, effects: Effects) -> dict[tuple[str, int], int]:
        for output in effects.outputs:
            if output.topic in self._copied and output.key is not None:
                store = self._ownership.owned[output.partition].stores[output.topic]
                mark = store.mark()
                store.write([(output.key, output.value)], mark.position if mark else 0)
        if self.fails:
            self.fails -= 1
            raise Aborted("on purpose")
        return super()._transact(effects)


class Driven:
    """A loop in a test's hand."""

    def __init__(
        self, bus: Bus, folder: Path, engine: type[Loop], slot: int, *, poison: str | None = None, batch: int = 50
    ) -> None:
        settings = ProjectorSettings(
            environment=Environment.TEST,
            brokers=bus.brokers,
            registry=bus.registry,
            state=folder,
            slot=slot,
            batch=batch,
        )
        self.bus, self.metrics = bus, CollectorRegistry()
        self.schemas = Registry(bus.registry)
        self.step = _step(poisoned(bus.area, poison), bus, settings, self.schemas, self.metrics)
        self.loop = engine(
            bus.brokers, _job(bus, slot), self.step, folder, LoopMetrics(bus.area.name, self.metrics), batch
        )

    def join(self) -> None:
        """Becomes a member of the area's group."""
        self.loop._ownership.subscribe()

    @property
    def ready(self) -> set[int]:
        """The partitions that it may decide on."""
        return set(self.loop._ownership.ready())

    def turn(self) -> None:
        """One turn."""
        self.loop.turn()

    def until(self, done: Callable[[], bool], patience: float = 30) -> None:
        """Turns until it is so."""
        until(done, self.turn, patience, lambda: f"ready: {self.ready}")

    def drain(self) -> None:
        """Turns until the input is decided."""
        self.bus.drain(self.turn)

    def die(self) -> None:
        """Ends as kill -9 does, as far as the brokers can tell at once: nothing is committed any more."""
        self.loop._consumer.close()
        self.loop._ownership.close()
        self.loop._follower.close()
        self.schemas.close()


@contextmanager
def driven(
    bus: Bus, folder: Path, engine: type[Loop] = Engine, slot: int = 0, *, joins: bool = True, **more: Any
) -> Iterator[Driven]:
    """A loop in hand for as long as the context; one that does not join its group yet may be asked to later."""
    made = Driven(bus, folder / f"slot-{slot}", engine, slot, **more)
    try:
        if joins:
            made.join()
        yield made
    finally:
        made.die()


def _step(
    area: Area, bus: Bus, settings: ProjectorSettings, schemas: Registry, metrics: CollectorRegistry
) -> Projector:
    note = InFlight(settings.state / "in-flight")
    counted = ProjectorMetrics(area.name, metrics)
    return Projector(area, Wire(schemas), note, bus.partitions, settings.cache, counted)


def _job(bus: Bus, slot: int) -> Job:
    area = bus.area
    return Job(
        area.group, slot, area.submitted, (Followed(area.views), Followed(area.work), Followed(area.seen, REMEMBERED))
    )
