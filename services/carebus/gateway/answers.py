"""Understands how a publisher hears what became of its submissions."""

import time
from collections.abc import Iterable, Iterator
from uuid import uuid4

from confluent_kafka import Consumer, TopicPartition

from carebus.bus.clients import common
from carebus.bus.registry import Registry
from carebus.bus.shared_topics import VERDICTS
from carebus.bus.wire import Wire
from carebus.domain.provenance import SourceId, SubmissionId
from carebus.domain.verdicts import Verdict
from carebus.gateway.outputs import UNKNOWN
from carebus.gateway.taken import Taken
from carebus.settings import Settings


class Answers:
    """Follows the verdicts from now on; open it before anything is written."""

    def __init__(self, settings: Settings) -> None:
        self._wire = Wire(Registry(settings.registry))
        self._consumer = Consumer(
            {
                **common(settings.brokers),
                "group.id": f"carebus-answers-{uuid4()}",
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "auto.offset.reset": "latest",
                "fetch.wait.max.ms": 20,
            }
        )
        metadata = self._consumer.list_topics(VERDICTS, timeout=10)
        places = [TopicPartition(VERDICTS, p) for p in metadata.topics[VERDICTS].partitions]
        ends = [self._consumer.get_watermark_offsets(place, timeout=10)[1] for place in places]
        self._consumer.assign([TopicPartition(VERDICTS, p.partition, end) for p, end in zip(places, ends, strict=True)])

    def to(self, parts: Iterable[Taken], seconds: float) -> Iterator[Verdict]:
        """The first verdict on each of `parts`, as they come, for so long at most."""
        waiting = {_matter(part.source, part.submission_id) for part in parts}
        deadline = time.monotonic() + seconds
        while waiting and time.monotonic() < deadline:
            for message in self._consumer.consume(500, 0.005):
                value = message.value()
                if message.error() is not None or value is None:
                    continue
                verdict: Verdict = self._wire.decode(value, None)
                matter = _matter(verdict.source, verdict.submission_id)
                if matter in waiting:
                    waiting.discard(matter)
                    yield verdict

    def close(self) -> None:
        """Stop following."""
        self._consumer.close()
        self._wire.close()


def _matter(source: SourceId | None, submission: SubmissionId) -> tuple[str, str]:
    """Submission ids are the sources' own: two sources may use one id."""
    return (source or UNKNOWN, submission)
