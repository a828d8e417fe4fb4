"""Understands the topics of the bus as their files state them: what each is for, its key, its settings and its records."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from carebus.shipped import folder

Words = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
Cleanup = Literal["delete", "compact", "compact,delete"]


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Retention(_Stated):
    """How long records stay: -1 ms is for ever."""

    ms: Annotated[int, Field(ge=-1)]
    words: Words


class Topic(_Stated):
    """One topic, as its file states it.

    `keyed`: which partition a record is in carries meaning, so their number never changes (rule 11). `group` is the consumer
    group that decides its records. `records` are full names of schemas; none where the value is not ours (`content_type`).
    """

    name: Annotated[str, Field(pattern=r"^care(\.[a-z-]+)+\.v[1-9][0-9]*$")]
    why: Words
    key: Words
    keyed: bool
    partitions: Annotated[int, Field(ge=1)]
    cleanup: Cleanup
    retention: Retention
    config: dict[str, str]
    group: str | None = None
    content_type: Words | None = None
    records: tuple[str, ...]
    writers: Annotated[tuple[Words, ...], Field(min_length=1)]
    readers: Annotated[tuple[Words, ...], Field(min_length=1)]

    def settings(self, replication: int) -> dict[str, str]:
        """Every setting that its file decides; of three copies two must have a record before it counts as written."""
        return {
            "cleanup.policy": self.cleanup,
            "retention.ms": str(self.retention.ms),
            "min.insync.replicas": "2" if replication >= 3 else "1",
            **self.config,
        }


def load(files: Path | None = None) -> tuple[Topic, ...]:
    """The topics, by name: `topics/<name>.yaml`. Raises pydantic's ValidationError for a file that states no topic."""
    paths = sorted((files or folder("topics")).glob("*.yaml"))
    return tuple(Topic.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in paths)
