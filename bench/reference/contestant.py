"""Understands what a contestant tells: what the second half of its events took, when everything was warm."""

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One run. Seconds are those of the second half of the events; `memory` is the most that the process held, in MB."""

    events: int
    seconds: float
    cpu_seconds: float
    memory: float


class Clock:
    """Counts events and notes wall and CPU time of this process at half way."""

    def __init__(self, events: int) -> None:
        self._events = events
        self._count = 0
        self._half = (0, 0.0, 0.0)

    def count(self, more: int = 1) -> bool:
        """So many more events are done; true when it was the last."""
        before, self._count = self._count, self._count + more
        if before < self._events // 2 <= self._count:
            self._half = (self._count, time.monotonic(), time.process_time())
        return before < self._events <= self._count

    def tell(self) -> None:
        """Print the result, the last line of a contestant."""
        counted, began, spent = self._half
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        events = self._count - counted
        result = Result(events, time.monotonic() - began, time.process_time() - spent, memory)
        sys.stdout.write(json.dumps(asdict(result)) + "\n")
        sys.stdout.flush()
