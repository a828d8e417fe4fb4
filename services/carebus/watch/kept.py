"""Understands the watch's table as its topic has it, for whoever is not the watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from carebus.bus.shared_topics import WATCH_STATE
from carebus.bus.whole import read_whole


@dataclass(frozen=True, slots=True)
class Kept:
    """The values by key, and when the watch wrote the newest of them: what came after that is not in them yet."""

    values: Mapping[bytes, bytes]
    at: datetime | None


def read_kept(brokers: str) -> Kept:
    """What the table has now. Raises KafkaException where the broker does not answer."""
    values: dict[bytes, bytes] = {}
    newest = 0
    for record in read_whole(brokers, WATCH_STATE):
        newest = max(newest, record.timestamp)
        if record.value is None:
            values.pop(record.key or b"", None)
        else:
            values[record.key or b""] = record.value
    return Kept(values, datetime.fromtimestamp(newest / 1000, UTC) if newest else None)
