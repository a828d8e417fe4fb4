"""Understands what the pages answer from: the parts that the process puts together, and that tests bring of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from carebus.bus.record import Record
from carebus.reader.copy import Copy
from carebus.reader.following import Background


class Fetch(Protocol):
    """Gets one record of a topic."""

    def __call__(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record at a place; None where it is there no more. Raises KafkaException where no broker answers."""


def _nothing_to_close() -> None:
    """Tests close what they bring."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The copy, what keeps it level, how a record is fetched that is not in it, and the clock."""

    copy: Copy
    following: Background
    fetch: Fetch
    now: Callable[[], datetime]
    close: Callable[[], None] = _nothing_to_close
