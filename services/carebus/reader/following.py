"""Understands how the copy is brought level with its topics and kept there, in a thread of its own."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import structlog
from confluent_kafka import Message

from carebus.bus.follow import Follower
from carebus.bus.places import ANSWERED_WITHIN, Topics
from carebus.bus.record import Record
from carebus.bus.store import Put
from carebus.reader.copy import Copy
from carebus.reader.freshness import Place
from carebus.reader.shelf import Shelf

STEP = 0.02
"""Seconds that one look at the topics takes when nothing comes: a new report ends it at once."""

MEASURED_EVERY = timedelta(seconds=1)
"""Between two questions for the ends of the topics."""

CONFIRMED_EVERY = timedelta(hours=1)
"""Between two notes on disk that a quiet partition's copy is complete: well within what rule 9 trusts."""

AGAIN_AFTER = 1.0


class Background(Protocol):
    """Something that works beside the answers, from start to stop."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, within seconds."""


class Following:
    """Follows every partition of the copy's topics. A failure is logged by its kind, and everything is tried again."""

    def __init__(self, brokers: str, folder: Path, copy: Copy, now: Callable[[], datetime]) -> None:
        self._brokers, self._folder = brokers, folder
        self._copy, self._now = copy, now
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="copy", daemon=True)
        self._log = structlog.get_logger("carebus.reader.copy")

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following and close the copy."""
        self._stopping.set()
        self._thread.join(2 * ANSWERED_WITHIN)
        self._copy.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except Exception as failure:  # noqa: BLE001 - broker, registry or disk: the copy gets older, and says so
                self._log.warning("copy interrupted", error=type(failure).__name__, why=_why(failure))
                self._stopping.wait(AGAIN_AFTER)

    def _follow(self) -> None:
        topics = Topics(self._brokers, self._copy.topics)
        follower = ShelfFollower(self._brokers)
        try:
            self._open(topics, follower)
            self._keep_level(topics, follower)
        finally:
            follower.close()

    def _open(self, topics: Topics, follower: "ShelfFollower") -> None:
        at, ids = self._now(), topics.ids()
        ends = topics.ends(ids)
        self._copy.expects(ends)
        for place, end in ends.items():
            shelf = self._copy.open(place, self._folder, ids[place], end)
            mark = shelf.mark()
            self._copy.freshness.begins(place, mark.position if mark else 0, end, at)
            follower.fill(place, shelf)
        self._log.info("copy opened", partitions=len(ends), units=self._copy.units())

    def _keep_level(self, topics: Topics, follower: "ShelfFollower") -> None:
        measured = confirmed = self._now()
        ready = False
        while not self._stopping.is_set():
            follower.step(STEP)
            if self._now() - measured < MEASURED_EVERY:
                continue
            measured = self._measure(topics)
            if measured - confirmed >= CONFIRMED_EVERY:
                confirmed = measured
                self._confirm(measured)
            if not ready and (ready := self._copy.freshness.restored() == 1.0):
                self._log.info("copy has caught up", units=self._copy.units())

    def _measure(self, topics: Topics) -> datetime:
        at = self._now()
        self._copy.freshness.measured(topics.ends(topics.known), at)
        return at

    def _confirm(self, at: datetime) -> None:
        for place, complete in self._copy.freshness.completed().items():
            if complete == at:
                self._copy.confirm(place)


class ShelfFollower(Follower):
    """Reads topics into shelves: each shelf says what it keeps of a record."""

    def __init__(self, brokers: str) -> None:
        super().__init__(brokers)
        self._shelves: dict[Place, Shelf] = {}

    def fill(self, place: Place, shelf: Shelf) -> None:
        """Follow a partition from where its shelf has come to."""
        self._shelves[place] = shelf
        self.again(*place, shelf)

    def kept(self, place: Place, message: Message) -> Put | None:
        """What the place's shelf makes of a record."""
        return self._shelves[place].entry(Record.of(message))


def _why(failure: Exception) -> str:
    """Kafka's own name for what failed; other failures' texts may show content and are left out."""
    error = failure.args[0] if failure.args else None
    name = getattr(error, "name", None)
    return str(name()) if callable(name) else ""
