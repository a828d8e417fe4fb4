"""Understands what the desks of the town wait for: that an earlier line was played, and that all of a race have read before any of them writes."""

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Condition

from carebus.demo.town.chart import Chart
from carebus.demo.town.script import Intent

PATIENCE = 120.0
"""Seconds within which an earlier line of the script must have been played."""


SILENCES = 3
"""Messages without a verdict, after which the town is stopped: nobody decides there."""


class Stopped(Exception):
    """The town was stopped: nobody writes any more."""


class Hour:
    """One for the whole town. Lines are played in the script's order at each desk, so the earliest one can always go on."""

    def __init__(self, intents: Iterable[Intent]) -> None:
        self._meeting = Counter(intent.race for intent in intents if intent.race is not None)
        self._read: dict[int, list[Chart]] = {race: [] for race in self._meeting}
        self._played: set[int] = set()
        self._changed = Condition()
        self._stopped = False
        self.silences = 0

    def wait_for(self, line: int | None) -> None:
        """Until a line has been played. Raises Stopped."""
        if line is not None:
            self._until(lambda: line in self._played)

    def strike(self, line: int) -> None:
        """A line has been played."""
        with self._changed:
            self._played.add(line)
            self._changed.notify_all()

    def meet(self, race: int, chart: Chart) -> Chart:
        """The one reading on which all of a race decide: the newest of theirs, once all of them have read. Raises Stopped."""
        read = self._read[race]
        with self._changed:
            read.append(chart)
            self._changed.notify_all()
        self._until(lambda: len(read) == self._meeting[race])
        return max(read, key=lambda each: each.newness)

    def silence(self) -> None:
        """A message got no verdict in time. Raises Stopped where it was one too many."""
        with self._changed:
            self.silences += 1
        if self.silences >= SILENCES:
            self.stop()
            raise Stopped

    def stop(self) -> None:
        """Nobody waits, or writes, any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def check(self) -> None:
        """Raises Stopped where the town was stopped."""
        if self._stopped:
            raise Stopped

    def _until(self, done: Callable[[], bool]) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: self._stopped or done(), PATIENCE)
        if self._stopped or not came:
            raise Stopped
