"""Understands one consumed record as it stands on its topic."""

from typing import Any, NamedTuple

from carebus.bus.cloudevents import Headers


class Record(NamedTuple):
    """A record without error; `timestamp` is in milliseconds since 1970, UTC."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int

    @classmethod
    def of(cls, message: Any) -> "Record":
        """The record in a message (`confluent_kafka.Message`) that has no error: it has a place, whatever its stubs allow for."""
        return cls(
            message.topic(),
            message.partition(),
            message.offset(),
            message.key(),
            message.value(),
            message.headers() or [],
            message.timestamp()[1],
        )
