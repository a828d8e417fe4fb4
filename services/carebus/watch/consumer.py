"""Understands how Faust is made to read what was committed and nothing else, and to acknowledge up to where the watch has counted.

Faust 0.15.3 gives its consumer `read_committed` only together with its own `exactly_once`, which is not atomic. It acknowledges what was acknowledged
without a hole: one record that it dropped itself, at a rebalance, is a hole for ever (decision 13).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import aiokafka
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from faust.types import TP, EventT


class _CommittedThread(AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001 - read when it starts; there is no other way in
        return consumer


class CommittedConsumer(Consumer):
    """Faust's consumer, told what needs not be read again."""

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return _CommittedThread(self, loop=self.loop, beacon=self.beacon)

    async def passed(self, events: Iterable[EventT[Any]]) -> None:
        """Neither these events nor what stands before them on their partitions need to be read again: all of it was counted."""
        after: dict[TP, int] = {}
        for event in events:
            event.ack()
            after[event.message.tp] = max(after.get(event.message.tp, 0), event.message.offset + 1)
        self._forget(after)
        await self._commit_offsets(after)

    def _forget(self, after: Mapping[TP, int]) -> None:
        """What Faust remembers of them until the holes are filled."""
        for place, offset in after.items():
            self._acked[place] = [each for each in self._acked[place] if each >= offset]
            self._acked_index[place] = {each for each in self._acked_index[place] if each >= offset}


class CommittedTransport(Transport):
    """Faust's transport to Kafka, whose consumer passes over aborted transactions."""

    Consumer = CommittedConsumer
