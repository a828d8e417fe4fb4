"""Understands which schema an id stands for and which id a schema has, by asking the registry once for each."""

import json
import time
from typing import Any

from carebus.bus.registry_answers import Absent, Answers, Refusal, RegistryUnreachable
from carebus.formats.avro import BY_FINGERPRINT, Codec
from carebus.formats.avro.schemas import fingerprint

__all__ = ["NotRegistered", "Registry", "RegistryUnreachable", "SchemaNotShipped", "UnknownSchema", "subject", "text"]

_NO_IS_GOOD_FOR = 10.0
"""Seconds for which an id that the registry did not know is not asked for again: a flood of bad records must not become one of questions."""


class UnknownSchema(Exception):
    """No schema has this id, says the registry: the record is malformed."""


class SchemaNotShipped(Exception):
    """A schema that is registered, and that this release does not know: pause the partition and alarm."""


class NotRegistered(Exception):
    """A schema of this release that the registry does not have: `carebus schemas apply` comes before the services."""


class Registry:
    """What the registry says; nothing is ever registered from here. An id and its schema never change, so each is asked once."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self._answers = Answers(url, timeout)
        self._ids: dict[tuple[str, str], int] = {}
        self._codecs: dict[int, Codec[Any] | None] = {}
        self._unknown: dict[int, float] = {}

    def id_of(self, codec: Codec[Any], topic: str) -> int:
        """The id of a record's schema under its subject. Raises NotRegistered, RegistryUnreachable."""
        key = topic, codec.fingerprint
        if key not in self._ids:
            self._ids[key] = self._looked_up(codec, topic)
        return self._ids[key]

    def codec_of(self, schema_id: int) -> Codec[Any]:
        """The codec that reads what was written by the schema `schema_id`. Raises UnknownSchema, SchemaNotShipped, RegistryUnreachable."""
        if schema_id not in self._codecs:
            self._codecs[schema_id] = BY_FINGERPRINT.get(self._fingerprint(schema_id))
        codec = self._codecs[schema_id]
        if codec is None:
            raise SchemaNotShipped(f"schema {schema_id} is registered, and this release does not know it")
        return codec

    def close(self) -> None:
        """Lets the connections go."""
        self._answers.close()

    def _looked_up(self, codec: Codec[Any], topic: str) -> int:
        name = subject(topic, codec.fullname)
        try:
            return int(self._answers.ask("POST", f"/subjects/{name}", {"schema": text(codec)})["id"])
        except (Absent, Refusal) as no:
            raise NotRegistered(f"{name} is not registered as this release has it: run `carebus schemas apply`") from no

    def _fingerprint(self, schema_id: int) -> str:
        if self._unknown.get(schema_id, 0.0) > time.monotonic():
            raise UnknownSchema(f"no schema has the id {schema_id}")
        try:
            return _fingerprint(self._answers.ask("GET", f"/schemas/ids/{schema_id}"))
        except Absent as no:
            self._note_unknown(schema_id)
            raise UnknownSchema(f"no schema has the id {schema_id}") from no

    def _note_unknown(self, schema_id: int) -> None:
        now = time.monotonic()
        self._unknown = {known: until for known, until in self._unknown.items() if until > now}
        self._unknown[schema_id] = now + _NO_IS_GOOD_FOR


def subject(topic: str, fullname: str) -> str:
    """The subject of a record on a topic, by TopicRecordName."""
    return f"{topic}-{fullname}"


def text(codec: Codec[Any]) -> str:
    """A record's schema as it is registered: one text, the same at every release that has the same schema."""
    return json.dumps(codec.schema, ensure_ascii=False, separators=(",", ":"))


def _fingerprint(answer: Any) -> str:
    """Of the schema in an answer; empty for one that is no Avro schema standing alone."""
    try:
        return fingerprint(json.loads(answer["schema"]))
    except Exception:  # noqa: BLE001 - somebody else's schema: whatever is wrong with it, it is none of ours
        return ""
