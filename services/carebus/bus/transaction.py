"""Understands one Kafka transaction: what is written and how far the input was read stand or fall together."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

from confluent_kafka import KafkaException, Producer, TopicPartition
from msgspec import Struct

from carebus.bus.clients import common
from carebus.bus.cloudevents import Headers

TIMEOUT = 10.0
"""transaction.timeout.ms in seconds: kill -9 in mid-transaction blocks readers so long, at most (rule 6)."""


class Aborted(Exception):
    """The transaction came to nothing; restore before going on (rule 4)."""


class Unsure(Exception):
    """The transaction cannot be finished by this process, or nobody knows whether it was: leave the process (rule 4)."""


class Output(Struct, frozen=True, gc=False):
    """One record to write; `partition` is its input's. `copy` is what the process keeps of it in its own store, None for the value."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int
    headers: Headers
    copy: bytes | None = None


class Transactions:
    """A transactional producer that knows what each kind of failure means (rule 4)."""

    def __init__(self, brokers: str, transactional_id: str, **more: Any) -> None:
        self._producer = Producer(
            {
                **common(brokers),
                "transactional.id": transactional_id,
                "transaction.timeout.ms": int(TIMEOUT * 1000),
                "linger.ms": 0,
                "retry.backoff.ms": 2,  # with the default a begin right after a commit waits 100 ms (rule 5)
                "socket.nagle.disable": True,
                "partitioner": "murmur2_random",
                "compression.type": "lz4",
                "message.max.bytes": 11_534_336,  # what held and work take
                "queue.buffering.max.messages": 1_000_000,
                "batch.size": 1_000_000,
                **more,
            }
        )
        self._ends: dict[tuple[str, int], int] = {}
        self._insist(self._producer.init_transactions, time.monotonic() + 6 * TIMEOUT)

    def run(
        self, outputs: Sequence[Output], positions: Iterable[TopicPartition], group: Any
    ) -> dict[tuple[str, int], int]:
        """Write `outputs` and the input's `positions` as one transaction.

        Returns the offset after the last record written, by topic and partition. Raises Aborted or Unsure.
        """
        deadline = time.monotonic() + TIMEOUT
        self._ends = {}
        try:
            self._producer.begin_transaction()
            self._produce(outputs)
            offsets = list(positions)
            if offsets:
                self._insist(lambda left: self._producer.send_offsets_to_transaction(offsets, group, left), deadline)
            self._insist(self._producer.commit_transaction, deadline)
        except KafkaException as failure:
            self._give_up(failure)
        return self._ends

    def _produce(self, outputs: Sequence[Output]) -> None:
        last = {(output.topic, output.partition): id(output) for output in outputs}
        ends = set(last.values())
        produce: Any = self._producer.produce
        for output in outputs:
            note = self._delivered if id(output) in ends else None
            while True:
                try:
                    produce(
                        output.topic,
                        output.value,
                        output.key,
                        output.partition,
                        headers=output.headers,
                        on_delivery=note,
                    )
                    break
                except BufferError:
                    self._producer.poll(0.05)

    def _delivered(self, error: Any, message: Any) -> None:
        if error is None:
            self._ends[message.topic(), message.partition()] = message.offset() + 1

    def _insist(self, call: Any, deadline: float) -> None:
        """Call until it answers: a time-out is called again, never taken for a failure (5 of 5 had in fact committed)."""
        while True:
            try:
                call(max(0.1, deadline - time.monotonic()))
            except KafkaException as failure:
                error = failure.args[0]
                if error.fatal() or error.txn_requires_abort():
                    raise
                if not error.retriable() or time.monotonic() >= deadline:
                    raise Unsure(error.name()) from failure
            else:
                return

    def _give_up(self, failure: KafkaException) -> None:
        error = failure.args[0]
        if error.fatal() or not error.txn_requires_abort():
            raise Unsure(error.name()) from failure
        try:
            self._insist(self._producer.abort_transaction, time.monotonic() + TIMEOUT)
        except KafkaException as worse:
            raise Unsure(worse.args[0].name()) from failure
        raise Aborted(f"{error.name()}: {error.str()}") from failure
