"""Understands what is measured on: a broker and a registry of its own, topics made for each contest, gone when it ends."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from confluent_kafka.admin import AdminClient

from bench.contestants import PROJECT
from carebus.bus.cluster import Cluster
from carebus.bus.groups import Groups
from carebus.local import Stack
from carebus.local.furnishing import furnish
from carebus.local.java import LASTING
from carebus.settings import Environment

_TIMEOUT = 30.0
VIEW = {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.5", "segment.bytes": "134217728"}
"""Settings of a compacted topic of the contests."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything listens, and a folder for what contestants keep."""

    brokers: str
    registry: str
    folder: Path
    secret: str

    @property
    def settings(self) -> dict[str, str]:
        """The settings of carebus' own services, which run from this checkout."""
        return {
            "PYTHONPATH": os.pathsep.join((str(PROJECT), str(PROJECT / "services"))),
            "CAREBUS_ENVIRONMENT": Environment.TEST.value,
            "CAREBUS_BROKERS": self.brokers,
            "CAREBUS_REGISTRY": self.registry,
        }

    def topic(self, name: str, partitions: int, config: dict[str, str]) -> None:
        """Make a topic."""
        Cluster(self.brokers).create(name, partitions, 1, config)

    def remove(self, *topics: str) -> None:
        """Remove topics, so that the disk holds one contest at a time."""
        admin = AdminClient({"bootstrap.servers": self.brokers})
        for removed in admin.delete_topics(list(topics), operation_timeout=_TIMEOUT).values():
            removed.result()

    def begin(self, group: str, topic: str, partitions: int) -> None:
        """Let a group begin at the first record (rule 8)."""
        Groups(self.brokers).commit(group, topic, dict.fromkeys(range(partitions), 0))


@contextmanager
def stage() -> Iterator[Stage]:
    """A furnished stack. Raises Unavailable, with the remedy."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(TemporaryDirectory(prefix="carebus-bench-")))
        kept = {"log.retention.ms": "-1"}
        stack = ending.enter_context(Stack.start(folder / "stack", settings=kept, options=LASTING))
        furnish(stack)
        yield Stage(stack.bootstrap, stack.registry_url, folder, secrets.token_hex(32))
