"""Understands which change of which field keeps two versions of a schema from reading each other's records."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastavro import parse_schema

from carebus.formats.avro.schemas import Schema

_NO_DEFAULT = "and it has no default"


@dataclass(frozen=True, slots=True)
class _Field:
    kind: str
    default: bool


def differences(older: Schema, newer: Schema) -> Iterator[str]:
    """The fields that do not fit, as `Record.field: what is wrong`; a logical type is part of what a field is."""
    older, newer = _named_in_full(older), _named_in_full(newer)
    if older["name"] != newer["name"]:
        yield f"{newer['name']}: its name was {older['name']}"
    before, now = _records(older), _records(newer)
    for record in before.keys() & now.keys():
        yield from (f"{record}.{problem}" for problem in _compared(before[record], now[record]))


def _named_in_full(schema: Schema) -> Schema:
    """A registry may give back names that inherit their namespace; fastavro writes them in full."""
    parsed: Any = parse_schema(schema)
    return dict(parsed)


def _compared(before: dict[str, _Field], now: dict[str, _Field]) -> Iterator[str]:
    for name in now.keys() - before.keys():
        if not now[name].default:
            yield f"{name}: a new field, {_NO_DEFAULT}: this release cannot read earlier records"
    for name in before.keys() - now.keys():
        if not before[name].default:
            yield f"{name}: gone, {_NO_DEFAULT}: earlier releases cannot read this one's records"
    for name in before.keys() & now.keys():
        if before[name].kind != now[name].kind:
            yield f"{name}: {now[name].kind}, and it was {before[name].kind}"


def _records(node: Any) -> dict[str, dict[str, _Field]]:
    """The fields of every record that a whole schema writes out."""
    match node:
        case {"type": "record", "fields": fields}:
            inner = [_records(field["type"]) for field in fields]
            return {_kind(node): {f["name"]: _Field(_kind(f["type"]), "default" in f) for f in fields}} | _merged(inner)
        case {"type": "array", "items": items}:
            return _records(items)
        case list():
            return _merged([_records(branch) for branch in node])
        case _:
            return {}


def _merged(parts: list[dict[str, dict[str, _Field]]]) -> dict[str, dict[str, _Field]]:
    return {name: fields for part in parts for name, fields in part.items()}


def _kind(node: Any) -> str:
    match node:
        case str():
            return node
        case {"type": "record", "name": str(name)}:
            return name
        case {"type": "array", "items": items}:
            return f"array of {_kind(items)}"
        case {"logicalType": logical}:
            return str(logical)
        case [_, some]:
            return f"optional {_kind(some)}"
        case _:
            return json.dumps(node)
