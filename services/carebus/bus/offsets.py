"""Understands how far an area's input was decided, from what its outputs say of themselves, when the group's offsets are lost (rule 8)."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from confluent_kafka import OFFSET_INVALID, Consumer, KafkaError, KafkaException, Message, TopicPartition

from carebus.bus.clients import arrived, common
from carebus.bus.cloudevents import INPUT, find

WINDOW = 20_000
"""Records read from the end of an output's partition at first: many transactions, which need not be in the order of their inputs."""

_TIMEOUT = 15.0
Span = tuple[int, int]


class OpenTransaction(Exception):
    """A transaction on an output is still open: nobody knows yet whether its inputs were decided."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """One partition: the committed offset `before`, and where to go on `after`. `refused` says why it cannot be said."""

    partition: int
    before: int | None
    after: int
    why: str
    refused: bool = False


class Outputs:
    """Reads the outputs of an area, committed records only; waits `settling` seconds for a dead projector's transaction to end."""

    def __init__(self, brokers: str, settling: float = 30.0) -> None:
        self._settling = settling
        shared = {**common(brokers), "group.id": "carebus-offsets-recover", "enable.auto.commit": False}
        self._decided = Consumer(
            {
                **shared,
                "isolation.level": "read_committed",
                "enable.partition.eof": True,
                "auto.offset.reset": "earliest",
            }
        )
        self._written = Consumer({**shared, "isolation.level": "read_uncommitted"})

    def spans(self, topic: str, partitions: int) -> dict[int, Span]:
        """First and next offset of each partition, once no transaction on it is open. Raises OpenTransaction."""
        return {partition: self._settled(TopicPartition(topic, partition)) for partition in range(partitions)}

    def highest(self, topic: str, partitions: int, of: str) -> dict[int, int]:
        """The highest offset of the topic `of` that the records of `topic` name as their input, where one does."""
        spans = self.spans(topic, partitions)
        found: dict[int, int] = {}
        window = WINDOW
        while spans:
            found |= self._read(topic, {p: (max(low, high - window), high) for p, (low, high) in spans.items()}, of)
            spans = {p: (low, high) for p, (low, high) in spans.items() if p not in found and high - window > low}
            window *= 8
        return found

    def close(self) -> None:
        """Lets the connections go."""
        self._decided.close()
        self._written.close()

    def _settled(self, place: TopicPartition) -> Span:
        """Waits for what is open now; what others begin meanwhile is not waited for."""
        deadline = time.monotonic() + self._settling
        _, end = self._written.get_watermark_offsets(place, timeout=_TIMEOUT)
        while True:
            low, stable = self._decided.get_watermark_offsets(place, timeout=_TIMEOUT)
            if stable >= end:
                return low, stable
            if time.monotonic() > deadline:
                raise OpenTransaction(f"a transaction on {place.topic}[{place.partition}] is still open")
            time.sleep(0.2)

    def _read(self, topic: str, spans: Mapping[int, Span], of: str) -> dict[int, int]:
        reading = {p: span for p, span in spans.items() if span[0] < span[1]}
        found: dict[int, int] = {}
        self._decided.assign([TopicPartition(topic, p, start) for p, (start, _) in reading.items()])
        while reading:
            for message in arrived(self._decided, 5_000, 1.0):
                _note(message, of, found)
                if _is_last(message, reading):
                    reading.pop(_partition(message), None)
        self._decided.unassign()
        return found


def recovered(
    before: Mapping[int, int], spans: Mapping[int, Span], highest: Iterable[Mapping[int, int]]
) -> tuple[Recovered, ...]:
    """Where to go on, partition by partition: after the highest input that any output names."""
    outputs = tuple(highest)
    return tuple(
        _of(p, before.get(p), span, [found[p] for found in outputs if p in found]) for p, span in spans.items()
    )


def _of(partition: int, before: int | None, span: Span, named: Sequence[int]) -> Recovered:
    low, end = span
    decided = max(named) + 1 if named else low
    if decided > end:
        return Recovered(
            partition,
            before,
            end,
            f"outputs name input up to {decided - 1}, which does not exist: another topic",
            refused=True,
        )
    if before is not None and max(decided, low) <= before <= end:
        return Recovered(partition, before, before, "the committed offset stands")
    if decided < low:
        return Recovered(
            partition, before, low, f"input from {decided} was deleted before it was decided: see the sources' logs"
        )
    return Recovered(
        partition,
        before,
        decided,
        f"after input {decided - 1}, the last that an output names" if named else "no outputs: the first",
    )


def _note(message: Message, of: str, found: dict[int, int]) -> None:
    if message.error():
        return
    topic, _, place = (find(message.headers(), INPUT) or b"").decode(errors="replace").partition("/")
    partition, _, offset = place.partition("/")
    if topic == of and partition == str(message.partition()) and offset.isdecimal():
        found[_partition(message)] = max(int(offset), found.get(_partition(message), OFFSET_INVALID))


def _is_last(message: Message, reading: Mapping[int, Span]) -> bool:
    error = message.error()
    if error is not None and error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - librdkafka's own codes have this name
        raise KafkaException(error)
    return error is not None or int(message.offset() or 0) + 1 >= reading.get(_partition(message), (0, 0))[1]


def _partition(message: Message) -> int:
    return int(message.partition() or 0)
