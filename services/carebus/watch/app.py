"""Understands the watch as a Faust application: one agent reads the flow and what sources tell, and evaluates where the flow says so.

A record is acknowledged when what it changed is in the table: an exception, or a kill, leaves it to be read again (decision 13). The time of an
evaluation is a record of the flow itself, written by the timer: what is read before it was written before it, so that a watch that is
behind calls nothing silent that it has not read yet.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import faust
import structlog
from faust.types import EventT

from carebus.bus import cloudevents
from carebus.bus.clients import partitions
from carebus.bus.groups import Groups
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import ALARMS, FLOW, SOURCES, WATCH_STATE
from carebus.bus.whole import read_whole
from carebus.bus.wire import Wire
from carebus.domain.alarms import AlarmEvent
from carebus.domain.flow import EvaluationDue, TransactionDone
from carebus.domain.sources import PlannedSilence, SourceControlTotal
from carebus.formats.avro import NotDecodable, codec_of
from carebus.settings import WatchSettings
from carebus.watch.alarmlog import AlarmLog
from carebus.watch.beginning import GROUP
from carebus.watch.consumer import CommittedConsumer, CommittedTransport
from carebus.watch.metrics import WatchMetrics
from carebus.watch.table import KeptTable
from carebus.watch.watcher import Watcher

SOURCE = "carebus/watch"

KEPT_EVERY = timedelta(seconds=30)
"""How often what has changed is written to the table: so much flow is read again after a kill."""

SOON = 2.0
"""Seconds between two marks where none has been read yet: Faust drops what it fetched before a rebalance was over."""

LATE = 2
"""Evaluations: a mark that is read later than so many intervals was written before a stop, and nothing is judged by it."""


class Application:
    """The Faust app, and what it works on. `now` is the clock, read at the edges alone."""

    def __init__(
        self,
        settings: WatchSettings,
        watcher: Watcher,
        metrics: WatchMetrics,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings, self._watcher, self._metrics, self._now = settings, watcher, metrics, now
        self._every = timedelta(seconds=settings.evaluate_every)
        self._wire = Wire(Registry(settings.registry))
        self._alarms = AlarmLog(settings)
        self._partitions = len(partitions(settings.brokers, FLOW))
        self._begun: frozenset[int] | None = None
        self._unkept: dict[int, list[EventT[Any]]] = {}
        self._kept: dict[int, datetime] = {}
        self._marks: set[tuple[str, datetime]] = set()
        self._current: set[int] = set()
        self.faust = _app(settings)
        raw: dict[str, Any] = {
            "key_type": bytes,
            "value_type": bytes,
            "key_serializer": "raw",
            "value_serializer": "raw",
        }
        read = self.faust.topic(FLOW, SOURCES, partitions=self._partitions, **raw)
        self._flow = self.faust.topic(FLOW, partitions=self._partitions, **raw)
        self._told = self.faust.topic(ALARMS, partitions=self._partitions, **raw)
        state = self.faust.topic(WATCH_STATE, partitions=self._partitions, compacting=True, **raw)
        table = self.faust.Table(
            "state", partitions=self._partitions, changelog_topic=state, key_type=bytes, value_type=bytes
        )
        self._table = cast("KeptTable", table)
        for change in (
            self.faust.on_partitions_revoked,
            self.faust.on_partitions_assigned,
            self.faust.on_rebalance_complete,
        ):
            change.connect(self._changed, weak=False)
        self.faust.agent(read, name="flow")(self._follow)
        self.faust.timer(settings.evaluate_every, name="evaluations")(self._evaluations)
        self.faust.timer(SOON, name="first evaluations")(self._first_evaluations)

    async def _follow(self, stream: Any) -> None:
        """The agent: each record once, in order, by partition. What fails ends the process: nothing is passed over by an exception."""
        try:
            async for event in stream.noack().events():
                await self._take(event)
        except Exception as failure:
            structlog.get_logger().exception("watch ends: start it again", kind=type(failure).__name__)
            await self.faust.crash(failure)
            raise

    async def _take(self, event: EventT[Any]) -> None:
        message = event.message
        while self._begun is None:
            await self._begin()
        self._unkept.setdefault(message.partition, []).append(event)
        record = self._read(message.value)
        if message.partition not in self._current:
            if not isinstance(record, EvaluationDue) or (record.area, record.at) not in self._marks:
                return  # it is read with everything else before the first mark of this process
            await asyncio.to_thread(self._catch_up, message.partition, message.offset)
        self._count(record, message.offset, message.timestamp)
        if isinstance(record, EvaluationDue):
            await self._evaluate(record, message.partition, message.offset)

    def _catch_up(self, partition: int, until: int) -> None:
        """Count what lies between the table and the first mark that this process wrote; Faust loses some of it at a rebalance (decision 13).

        In a thread of its own, while the agent waits: what is kept for 30 days may be read.
        """
        brokers = self._settings.brokers
        for topic in (FLOW, SOURCES):
            begins = Groups(brokers).committed(GROUP, topic, self._partitions)
            for record in read_whole(brokers, topic, [partition], begins):
                if topic == SOURCES or record.offset < until:
                    self._count(self._read(record.value), record.offset, record.timestamp / 1000)
        self._current.add(partition)

    def _count(self, record: Any, offset: int, written: float) -> None:
        match record:
            case TransactionDone():
                if watch := self._watcher.areas.get(record.area):
                    watch.count(record, offset, datetime.fromtimestamp(written, UTC))
            case SourceControlTotal() | PlannedSilence():
                if watch := self._watcher.areas.get(record.area):
                    watch.announced(record)
            case EvaluationDue():
                pass
            case _:
                self._metrics.unreadable()

    def _read(self, value: bytes | None) -> Any | None:
        """The record; None for what is none of ours, which is counted and passed over."""
        try:
            return self._wire.decode(value or b"", None)
        except NotDecodable:
            return None

    async def _evaluate(self, due: EvaluationDue, partition: int, offset: int) -> None:
        now = self._now()
        self._metrics.reached(due, now)
        if now - due.at <= LATE * self._every:
            watch = self._watcher.areas.get(due.area)
            if watch is not None:
                told = watch.evaluate(due.at)
                await asyncio.gather(*map(self._tell, told))
                watch.remember(told)
                self._metrics.evaluated(watch, due.at)
        if due.at - self._kept.get(partition, due.at - KEPT_EVERY) >= KEPT_EVERY:
            await self._keep(partition, offset)
            self._kept[partition] = due.at

    async def _tell(self, told: AlarmEvent) -> None:
        """The broker has it when this returns: only then is it remembered."""
        alarm = told.alarm
        await self._send(
            self._told, f"{alarm.area}/{alarm.id}", told, alarm.area, f"{alarm.id}/{told.at.isoformat()}", told.at
        )
        self._metrics.told(told)
        structlog.get_logger().warning(
            type(told).__name__, kind=alarm.kind, area=alarm.area, source=alarm.source, runbook=alarm.runbook
        )

    async def _keep(self, partition: int, offset: int) -> None:
        """Write what has changed to the table, and acknowledge what changed it only when the broker has that."""
        for name, value in self._watcher.changed(partition, offset):
            if value is not None:
                self._table[name] = value
            elif name in self._table:
                del self._table[name]
        await self._table.kept()
        await cast("CommittedConsumer", self.faust.consumer).passed(self._unkept.pop(partition, ()))

    async def _begin(self) -> None:
        """Take over what this process has now: the table as it was restored, and the alarms that are open."""
        mine = self._places()
        self._begun = mine
        told = await asyncio.to_thread(self._alarms.open)
        self._watcher.begin(mine, ((key, value) for key, value in self._table.items() if value is not None), told)
        self._unkept, self._kept = {}, {}
        self._current.clear()
        self._metrics.begun(self._watcher)

    async def _changed(self, *_change: Any, **_more: Any) -> None:
        """Partitions came or went: what is known is taken over anew, from the table as it is restored then, and begins with a mark that is written after that."""
        self._begun = None
        self._marks.clear()
        self._current.clear()

    async def _evaluations(self) -> None:
        await self._mark(self._places())

    async def _first_evaluations(self) -> None:
        """A watch that starts looks again at once, and not after an interval or two."""
        await self._mark(self._places() - self._current)

    def _places(self) -> frozenset[int]:
        """The partitions of the flow that this process has."""
        return frozenset(place.partition for place in self.faust.consumer.assignment() if place.topic == FLOW)

    async def _mark(self, places: Iterable[int]) -> None:
        """Say in the flow that an evaluation is due of the areas there."""
        now = self._now()
        for area in self._watcher.on(places):
            if partition_of(area.encode(), self._partitions) not in self._current:
                self._marks.add((area, now))
            await self._send(
                self._flow, f"{area}/watch", EvaluationDue(area, now), area, f"{area}/{now.isoformat()}", now
            )

    async def _send(self, topic: Any, key: str, record: Any, area: str, name: str, at: datetime) -> None:
        headers = cloudevents.headers(
            codec_of(record), event_id=name, source=SOURCE, time=at, subject=None, trace=cloudevents.traceparent()
        )
        value = self._wire.encode(topic.get_topic_name(), record, None)
        place = partition_of(area.encode(), self._partitions)
        await (await topic.send(key=key.encode(), value=value, partition=place, headers=headers))


def _app(settings: WatchSettings) -> faust.App:
    folder = settings.state / "watch"
    folder.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        GROUP,
        broker=[f"kafka://{server}" for server in settings.brokers.split(",")],
        store="memory://",
        datadir=str(folder),
        Table=KeptTable,
        web_enabled=False,  # its /table pages show a table to anyone who asks
        topic_disable_leader=True,
        topic_allow_declare=False,  # topics are made by `carebus topics apply`
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=f"{GROUP}-{settings.slot}",
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        broker_commit_interval=1.0,
        producer_acks=-1,
        stream_wait_empty=False,
        worker_redirect_stdouts=False,
    )
    app.transport = CommittedTransport(app.conf.broker_consumer, app)
    return app
