"""Understands one consumed record as it stands on its topic."""

from typing import NamedTuple, cast

from confluent_kafka import Message

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
    def of(cls, message: Message) -> "Record":
        """The record in a message that has no error."""
        return cls(
            cast("str", message.topic()),
            cast("int", message.partition()),
            cast("int", message.offset()),
            message.key(),
            message.value(),
            cast("Headers", message.headers() or []),
            message.timestamp()[1],
        )
