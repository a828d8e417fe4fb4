"""Understands the subjects of the registry: one for each record on each topic (TopicRecordName), each FULL_TRANSITIVE."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from carebus.bus.registry import subject, text
from carebus.bus.registry_answers import Absent, Answers, Refusal
from carebus.bus.topics import Topic
from carebus.formats.avro import BY_FULLNAME, Codec
from carebus.formats.avro.schemas import Schema

LEVEL = "FULL_TRANSITIVE"
Explain = Callable[[Schema, Schema], tuple[str, ...]]
"""What stands between an older schema and a newer one, by the names of fields."""


class Kind(StrEnum):
    """What became of a subject."""

    REGISTERED = "registered"
    NEW_VERSION = "new version"
    UNCHANGED = "unchanged"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Applied:
    """One subject, and why it was refused."""

    subject: str
    kind: Kind
    schema_id: int | None = None
    reasons: tuple[str, ...] = ()


class Subjects:
    """The registry's subjects. Every call raises RegistryUnreachable where no answer comes that can be believed."""

    def __init__(self, answers: Answers, explain: Explain) -> None:
        self._answers = answers
        self._explain = explain

    def apply(self, topics: Iterable[Topic]) -> Iterator[Applied]:
        """Registers what is not registered, and protects every subject. Done twice, the second does nothing."""
        for topic in topics:
            for fullname in topic.records:
                yield self._applied(subject(topic.name, fullname), BY_FULLNAME[fullname])

    def refused(self, topics: Iterable[Topic]) -> Iterator[Applied]:
        """The subjects that the registry would refuse; nothing is changed."""
        for topic in topics:
            for fullname in topic.records:
                reasons = self._reasons(subject(topic.name, fullname), BY_FULLNAME[fullname].schema)
                if reasons:
                    yield Applied(subject(topic.name, fullname), Kind.REFUSED, reasons=reasons)

    def _applied(self, name: str, codec: Codec[Any]) -> Applied:
        known = self._id(name, codec)
        if known is not None:
            self._protect(name)
            return Applied(name, Kind.UNCHANGED, known)
        earlier = self._versions(name)
        try:
            made = self._answers.ask("POST", f"/subjects/{name}/versions", {"schema": text(codec)})
        except Refusal as refusal:
            return Applied(name, Kind.REFUSED, reasons=self._reasons(name, codec.schema) or (str(refusal),))
        self._protect(name)
        return Applied(name, Kind.NEW_VERSION if earlier else Kind.REGISTERED, int(made["id"]))

    def _protect(self, name: str) -> None:
        self._answers.ask("PUT", f"/config/{name}", {"compatibility": LEVEL})

    def _id(self, name: str, codec: Codec[Any]) -> int | None:
        try:
            return int(self._answers.ask("POST", f"/subjects/{name}", {"schema": text(codec)})["id"])
        except Absent:
            return None

    def _versions(self, name: str) -> list[int]:
        try:
            return list(self._answers.ask("GET", f"/subjects/{name}/versions"))
        except Absent:
            return []

    def _reasons(self, name: str, schema: Schema) -> tuple[str, ...]:
        return tuple(
            f"version {version}: {reason}"
            for version in self._versions(name)
            for reason in self._explain(self._schema(name, version), schema)
        )

    def _schema(self, name: str, version: int) -> Schema:
        schema: Schema = json.loads(self._answers.ask("GET", f"/subjects/{name}/versions/{version}")["schema"])
        return schema
