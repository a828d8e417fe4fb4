"""Understands where topics are: which ones they are, and where each of their partitions ends now."""

from collections.abc import Iterable

from confluent_kafka import IsolationLevel, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from carebus.bus.clients import common
from carebus.bus.follow import Place

ANSWERED_WITHIN = 5.0
"""Seconds in which a broker answers, or is taken not to."""

_LATEST: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call]


class Topics:
    """Asks the broker which topics these are and where they end."""

    def __init__(self, brokers: str, names: tuple[str, ...]) -> None:
        self._admin = AdminClient(common(brokers))
        self._names = names
        self.known: dict[Place, str] = {}

    def ids(self) -> dict[Place, str]:
        """The topic id of every partition. Raises KafkaException, also where a topic does not exist."""
        described = self._admin.describe_topics(TopicCollection(list(self._names)), request_timeout=ANSWERED_WITHIN)
        self.known = {
            (topic, partition.id): str(future.result().topic_id)
            for topic, future in described.items()
            for partition in future.result().partitions
        }
        return self.known

    def ends(self, places: Iterable[Place]) -> dict[Place, int]:
        """Where the partitions end now, open transactions included: what is committed behind one cannot be read before it ends. Raises KafkaException."""
        asked = {TopicPartition(*place): _LATEST for place in places}
        told = self._admin.list_offsets(
            asked, isolation_level=IsolationLevel.READ_UNCOMMITTED, request_timeout=ANSWERED_WITHIN
        )
        return {(place.topic, place.partition): int(future.result().offset) for place, future in told.items()}
