"""Understands the schema files: one record a file, each referring to others by full name."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastavro.schema import to_parsing_canonical_form

Schema = dict[str, Any]
RELEASED = "released"


def current(folder: Path) -> dict[str, Schema]:
    """The schemas of this release by full name, as they stand in their files: `<area>/<Record>.avsc`."""
    return _read(path for path in folder.glob("*/*.avsc") if path.parent.name != RELEASED)


def released(folder: Path) -> dict[str, dict[str, Schema]]:
    """The schemas of each earlier release, by its version: `released/<version>/<area>/<Record>.avsc`."""
    return {version.name: _read(version.glob("*/*.avsc")) for version in sorted((folder / RELEASED).glob("*/"))}


def whole(fullname: str, shipped: Mapping[str, Schema]) -> Schema:
    """One schema that stands alone: every record that it refers to is written out where it is first named.

    Raises KeyError for a name that no file has.
    """
    schema: Schema = _written_out(fullname, shipped, set())
    return schema


def fingerprint(schema: Schema) -> str:
    """SHA-256, hexadecimal, of the Parsing Canonical Form of a schema that stands alone.

    Source: Apache Avro 1.12 specification, "Transforming into Parsing Canonical Form".
    """
    return hashlib.sha256(to_parsing_canonical_form(schema).encode()).hexdigest()


def _read(paths: Iterator[Path]) -> dict[str, Schema]:
    schemas = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(paths))
    return {f"{schema['namespace']}.{schema['name']}": schema for schema in schemas}


def _written_out(node: Any, shipped: Mapping[str, Schema], done: set[str]) -> Any:
    if isinstance(node, str):
        return node if "." not in node or node in done else _record(node, shipped, done)
    if isinstance(node, list):
        return [_written_out(branch, shipped, done) for branch in node]
    return {**node, "items": _written_out(node["items"], shipped, done)} if "items" in node else node


def _record(name: str, shipped: Mapping[str, Schema], done: set[str]) -> Schema:
    done.add(name)
    fields = [{**field, "type": _written_out(field["type"], shipped, done)} for field in shipped[name]["fields"]]
    return {**shipped[name], "fields": fields}
