"""Understands the flow of a contest as gateway and projector tell it: of many sources over weeks, of a burst, and of causes of alarms."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from confluent_kafka import Producer

from bench import reports
from bench.stage import Stage
from bench.watching import AREA, now
from carebus.bus.partition import partition_of
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import FLOW
from carebus.bus.wire import Wire
from carebus.domain.flow import GATEWAY, NO_OFFSET, PROJECTOR, NumberRun, SourceFlow, TransactionDone

PLACE = partition_of(AREA.encode(), reports.PARTITIONS)
TOGETHER = 100
"""Messages in one transaction of the gateway."""

_KIND, _RECIPIENT = "ReportIssued", "HER 1"
_A_RECORD = 500
"""Sources in one record of many."""

_OF_A_WEEK = (timedelta(hours=10), timedelta(hours=22), timedelta(days=1, hours=10), timedelta(days=5, hours=12))
"""When each source sends: by day, by night, the next day, and on Saturday."""

_SOME = 2_000


class Told:
    """Writes the flow of one area."""

    def __init__(self, stage: Stage) -> None:
        self._wire = Wire(Registry(stage.registry))
        self._producer = Producer({"bootstrap.servers": stage.brokers, "queue.buffering.max.messages": 1_000_000})
        self._reached = 0

    def write(self, records: Iterator[TransactionDone]) -> int:
        """Write all; the offset after the last one on the flow topic."""
        for count, record in enumerate(records, 1):
            self._producer.produce(
                FLOW, self._wire.encode(FLOW, record, None), b"bench", PLACE, on_delivery=self._delivered
            )
            if count % _SOME == 0:
                self._producer.flush(60)
        self._producer.flush(60)
        return self._reached

    def close(self) -> None:
        """Let the connections go."""
        self._wire.close()

    def _delivered(self, _error: Any, message: Any) -> None:
        self._reached = max(self._reached, message.offset() + 1)


def weeks(sources: Sequence[str], count: int) -> Iterator[TransactionDone]:
    """So many weeks of sources that send at four times of each, the last message now."""
    newest = now()
    monday = (newest - timedelta(weeks=count, days=newest.weekday())).replace(hour=0, minute=0)
    times = [monday + timedelta(weeks=week) + at for week in range(count) for at in _OF_A_WEEK]
    for number, at in enumerate((*times, newest), 1):
        for begin in range(0, len(sources), _A_RECORD):
            yield _taken([_row(source, at, number) for source in sources[begin : begin + _A_RECORD]], at, NO_OFFSET)


def burst(messages: int, source: str) -> Iterator[TransactionDone]:
    """So many messages of one source, numbered from 1: what the gateway told of each transaction, and what the projector did at once."""
    for begin in range(0, messages, TOGETHER):
        for partition in range(reports.PARTITIONS):
            numbers = range(begin + 1 + partition, min(begin + TOGETHER, messages) + 1, reports.PARTITIONS)
            at = now()
            runs = tuple(NumberRun(each, each) for each in numbers)
            row = SourceFlow(source, _KIND, "submitted", len(numbers), at, at, recipient=_RECIPIENT, numbers=runs)
            yield _taken([row], at, partition)
            decided = (SourceFlow(source, _KIND, "accepted", len(numbers)),)
            yield TransactionDone(PROJECTOR, AREA, partition, begin, begin, now(), decided, 0)


def transactions(messages: int, sources: Sequence[str], begin: datetime, taken: timedelta) -> Iterator[TransactionDone]:
    """What a gateway would have told of messages that it took in a stretch of time: a record for each partition of each transaction."""
    count = messages // TOGETHER
    for transaction in range(count):
        at = begin + 0.9 * taken * transaction / count  # before the reports themselves: they were produced one by one
        source = sources[transaction % len(sources)]
        for partition in range(reports.PARTITIONS):
            yield _taken([SourceFlow(source, _KIND, "submitted", 8, at, at, recipient=_RECIPIENT)], at, partition)


def gap(source: str) -> Iterator[TransactionDone]:
    """A number of a source is missing, and has had its time to come."""
    at = now() - timedelta(minutes=5)
    yield _taken([_row(source, at, 1)], at, NO_OFFSET)
    yield _taken([_row(source, at, 3)], at, NO_OFFSET)


def held(source: str) -> Iterator[TransactionDone]:
    """Half of what a source sends is held."""
    rows = (SourceFlow(source, _KIND, "accepted", 10), SourceFlow(source, _KIND, "held", 10))
    yield TransactionDone(PROJECTOR, AREA, 0, 0, 0, now(), rows, 0)


def _row(source: str, at: datetime, number: int) -> SourceFlow:
    return SourceFlow(source, _KIND, "submitted", 1, at, at, recipient=_RECIPIENT, numbers=(NumberRun(number, number),))


def _taken(rows: Sequence[SourceFlow], at: datetime, partition: int) -> TransactionDone:
    return TransactionDone(GATEWAY, AREA, partition, NO_OFFSET, NO_OFFSET, at, tuple(rows))
