"""Understands the bus as one AsyncAPI 3 document: every topic a channel, every record a message, every role an operation."""

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from carebus.bus.cloudevents import CONTENT_TYPE
from carebus.bus.topics import Topic
from carebus.formats.avro import BY_FULLNAME, Codec

_AVRO = "application/vnd.apache.avro+json;version=1.9.0"
_BINDING = "0.5.0"
_LISTED = {"retention.ms", "delete.retention.ms", "max.message.bytes"}
_ORIGINAL = "Original"
_HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": "Id of the event, unique with ce_source.",
    "ce_source": "Who made the record: a source by its id in the source registry, or a service of the bus.",
    "ce_type": "Full name of the record.",
    "ce_time": "When it was made, RFC 3339 in UTC.",
    "ce_subject": "Patient key; left out where the record is about no patient, and on held records.",
    "ce_dataschema": "SHA-256 of the schema's Parsing Canonical Form, as urn:carebus:schema:sha-256:<hexadecimal>.",
    "content-type": "Type of the value.",
    "traceparent": "W3C Trace Context.",
    "carebus-input": "On what the projector writes: topic/partition/offset of the record that it was made of.",
    "__connect.errors.topic": "On held records: the topic where the record stood.",
    "__connect.errors.partition": "On held records: its partition.",
    "__connect.errors.offset": "On held records: its offset.",
    "__connect.errors.stage": "On held records: where it was held.",
}
_ALWAYS = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type", "traceparent"]


def document(topics: Sequence[Topic], version: str) -> str:
    """The document in YAML, of the topics and of the records on them."""
    stated = {
        "asyncapi": "3.0.0",
        "info": _info(version),
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic.name: _channel(topic) for topic in topics},
        "operations": {name: operation for topic in topics for name, operation in _operations(topic)},
        "components": {"messages": _messages(topics), "schemas": {"Headers": _headers()}},
    }
    return yaml.dump(stated, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: an AsyncAPI reader need not know YAML's anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _info(version: str) -> dict[str, Any]:
    return {
        "title": "carebus",
        "version": version,
        "description": "The event bus by which shared care information follows a patient. Generated from schemas/ and topics/ by"
        " `carebus schemas asyncapi`; values are Avro in the Confluent frame (0x00, schema id, Avro).",
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "title": topic.name,
        "description": f"{topic.why} Key: {topic.key}. Kept: {topic.retention.words}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in topic.records or (_ORIGINAL,)},
        "bindings": {"kafka": _kafka(topic)},
    }


def _kafka(topic: Topic) -> dict[str, Any]:
    config = {key: int(value) for key, value in topic.settings(3).items() if key in _LISTED}
    return {
        "topic": topic.name,
        "partitions": topic.partitions,
        "topicConfiguration": {"cleanup.policy": topic.cleanup.split(","), **config},
        "bindingVersion": _BINDING,
    }


def _operations(topic: Topic) -> Iterable[tuple[str, dict[str, Any]]]:
    for action, roles in (("send", topic.writers), ("receive", topic.readers)):
        for role in roles:
            channel = {"$ref": f"#/channels/{topic.name}"}
            summary = f"{role} {'writes' if action == 'send' else 'reads'} {topic.name}"
            yield f"{role}.{action}.{topic.name}", {"action": action, "channel": channel, "summary": summary}


def _messages(topics: Iterable[Topic]) -> dict[str, Any]:
    names = sorted({name for topic in topics for name in topic.records})
    return {_ORIGINAL: _original(), **{name: _message(BY_FULLNAME[name]) for name in names}}


def _original() -> dict[str, Any]:
    return {
        "name": _ORIGINAL,
        "summary": "A message exactly as a source sent it.",
        "contentType": "application/octet-stream",
        "headers": {"$ref": "#/components/schemas/Headers"},
    }


def _message(codec: Codec[Any]) -> dict[str, Any]:
    return {
        "name": codec.fullname,
        "summary": codec.schema["doc"],
        "contentType": CONTENT_TYPE,
        "headers": {"$ref": "#/components/schemas/Headers"},
        "payload": {"schemaFormat": _AVRO, "schema": codec.schema},
        "bindings": {
            "kafka": {"schemaIdLocation": "payload", "schemaIdPayloadEncoding": "4", "bindingVersion": _BINDING}
        },
    }


def _headers() -> dict[str, Any]:
    described = {name: {"type": "string", "description": words} for name, words in _HEADERS.items()}
    return {"type": "object", "required": _ALWAYS, "properties": described}
