"""Understands how the event of the reference job is read: by the product's compiled reader, and the kinds that only this event has."""

import struct
from collections.abc import Callable
from typing import Any

from carebus.formats.avro.functions import Functions, Lines, indented
from carebus.formats.avro.reading import SCOPE, read_into
from carebus.formats.avro.schemas import Schema


def reader(schema: Schema) -> Callable[[bytes, int], tuple[dict[str, Any], int]]:
    """A function from bytes and a start to the event and its end."""
    kinds = [field["type"] for field in schema["fields"]]
    symbols = {kind["name"]: kind["symbols"] for kind in kinds if _is_enum(kind)}
    scope = {**SCOPE, **symbols, "double": struct.Struct("<d").unpack_from}
    read: Callable[[bytes, int], tuple[dict[str, Any], int]]
    read = Functions("data, at", _body).compiled(schema, scope)
    return read


def _body(schema: Schema, functions: Functions) -> Lines:
    names = [field["name"] for field in schema["fields"]]
    lines = [line for field in schema["fields"] for line in _field(field["type"], f"f_{field['name']}", functions)]
    return [*lines, f"return {{{', '.join(f'{name!r}: f_{name}' for name in names)}}}, at"]


def _field(kind: Any, name: str, functions: Functions) -> Lines:
    match kind:
        case "double":
            return [f"{name} = double(data, at)[0]; at += 8"]
        case "int":
            return read_into("long", name, functions)
        case {"type": "enum", "name": symbols}:
            return [*read_into("long", "n", functions), f"{name} = {symbols}[n]"]
        case {"type": "map", "values": values}:
            pair = [
                *read_into("string", "key", functions),
                *read_into(values, "each", functions),
                f"{name}[key] = each",
            ]
            block = ["for _ in range(n):", *indented(pair), "n, at = count(data, at)"]
            return [f"{name} = {{}}", "n, at = count(data, at)", "while n:", *indented(block)]
        case _:
            return read_into(kind, name, functions)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, dict) and kind["type"] == "enum"
