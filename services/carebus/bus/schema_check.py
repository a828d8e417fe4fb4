"""Understands what a schema of the bus must be, and what stands between two versions of one (FULL_TRANSITIVE)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.errors import AvroException
from avro.schema import parse

from carebus.bus.schema_differences import differences
from carebus.formats.avro.schemas import Schema, whole

_SIMPLE = {"string", "long", "boolean", "bytes"}
_LOGICAL = {"timestamp-micros"}


def problems(shipped: Mapping[str, Schema]) -> Iterator[str]:
    """What is wrong with the files of one release, by record and field: each must be what the bus can read and a stranger can understand."""
    for name, schema in shipped.items():
        yield from (f"{name}: {problem}" for problem in (*_unparsed(name, shipped), *_undocumented(schema)))
        for field in schema["fields"]:
            yield from (f"{name}.{field['name']}: {problem}" for problem in _field(field, shipped))


def incompatible(older: Schema, newer: Schema) -> tuple[str, ...]:
    """Why records of one cannot be read by the other, both ways, by record and field; empty where they can."""
    reasons = tuple(differences(older, newer))
    if reasons or (_readable(newer, older) and _readable(older, newer)):
        return reasons
    return (f"{newer['name']}: the two cannot read each other's records",)


def unlike_released(shipped: Mapping[str, Schema], released: Mapping[str, Mapping[str, Schema]]) -> Iterator[str]:
    """What stands between this release's schemas and those of every earlier one."""
    for version, earlier in released.items():
        for name in earlier:
            if name not in shipped:
                yield f"{name}: in {version}, and gone from this release"
                continue
            reasons = incompatible(whole(name, earlier), whole(name, shipped))
            yield from (f"{name}: unlike {version}: {reason}" for reason in reasons)


def _unparsed(name: str, shipped: Mapping[str, Schema]) -> Iterator[str]:
    try:
        parse(json.dumps(whole(name, shipped)))
    except KeyError as unknown:
        yield f"refers to {unknown}, which no file states"
    except AvroException as error:
        yield f"is no Avro schema: {error}"


def _undocumented(schema: Schema) -> Iterator[str]:
    if not str(schema.get("doc", "")).strip():
        yield "no doc"


def _field(field: Mapping[str, Any], shipped: Mapping[str, Schema]) -> Iterator[str]:
    yield from _undocumented(dict(field))
    match field["type"]:
        case [first, some]:
            yield from () if first == "null" else ("a union is [null, X]",)
            yield from () if field.get("default", some) is None else ("an optional field's default is null",)
            yield from _kind(some, shipped)
        case kind:
            yield from _kind(kind, shipped)


def _kind(kind: Any, shipped: Mapping[str, Schema]) -> Iterator[str]:
    match kind:
        case {"type": "array", "items": dict(items)} if items.get("type") == "array":
            yield "an array of arrays"
        case {"type": "array", "items": items}:
            yield from _kind(items, shipped)
        case {"type": "long", "logicalType": logical} if logical in _LOGICAL:
            return
        case str() if kind in _SIMPLE or kind in shipped:
            return
        case _:
            yield f"{json.dumps(kind)}: neither a record of ours, nor string, long, boolean, bytes, timestamp-micros or an array of one"


def _readable(reader: Schema, writer: Schema) -> bool:
    checker: Any = ReaderWriterCompatibilityChecker
    result = checker().get_compatibility(parse(json.dumps(reader)), parse(json.dumps(writer)))
    return bool(result.compatibility is SchemaCompatibilityType.compatible)
