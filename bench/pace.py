"""Understands a steady stream of messages: each is due at its moment, whatever became of the ones before it."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def send(messages: Sequence[T], rate: float, together: Callable[[Sequence[T]], object]) -> list[float]:
    """Send every message at its moment, or as soon after as `together` returns; what has become due goes together.

    Returns the moment at which each was due: latency counts from there, so that waiting for an earlier one counts as well.
    """
    start = time.monotonic()
    due = [start + number / rate for number in range(len(messages))]
    sent = 0
    while sent < len(messages):
        arrived = min(len(messages), int((time.monotonic() - start) * rate) + 1)
        if arrived > sent:
            together(messages[sent:arrived])
            sent = arrived
        else:
            time.sleep(max(0.0, due[sent] - time.monotonic()))
    return due
