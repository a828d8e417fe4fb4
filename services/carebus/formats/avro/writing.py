"""Understands how a record is written: a function made from its schema, several times faster than walking the schema.

A nine-item report takes 45 us; by `msgspec.to_builtins` and `fastavro.schemaless_writer` it takes 470. fastavro is the oracle in the tests.
"""

from collections.abc import Callable
from typing import Any

from carebus.formats.avro.functions import Functions, Lines, UnknownKind, indented
from carebus.formats.avro.numbers import long, micros
from carebus.formats.avro.schemas import Schema

_FEW = 8192
_LONG = [long(number) for number in range(_FEW)]
SCOPE = {
    "NONE": b"\0",
    "SOME": b"\2",
    "TRUE": b"\1",
    "LONG": _LONG,
    "SOME_LONG": [b"\2" + each for each in _LONG],
    "long": long,
    "micros": micros,
}
"""What the functions call."""


def writer(schema: Schema) -> Callable[[Any], bytes]:
    """A function from a record to its bytes. Raises UnknownKind; the function raises for what its field does not take."""
    write = Functions("record, put", body).compiled(schema, dict(SCOPE))

    def encode(record: Any) -> bytes:
        out: list[bytes] = []
        write(record, out.append)
        return b"".join(out)

    return encode


def body(schema: Schema, functions: Functions) -> Lines:
    """The lines that put the fields of a record, one after the other. Raises UnknownKind."""
    return [line for field in schema["fields"] for line in _field(field["type"], f"record.{field['name']}", functions)]


def _field(kind: Any, value: str, functions: Functions) -> Lines:
    match kind:
        case ["null", some]:
            return _optional(some, value, functions)
        case {"type": "array", "items": items}:
            each = indented(indented(_field(items, "each", functions)))
            return [
                f"v = {value}",
                "if v:",
                f"    n = len(v); put(LONG[n] if n < {_FEW} else long(n))",
                "    for each in v:",
                *each,
                "put(NONE)",
            ]
        case {"type": "record"}:
            return [f"{functions.name(kind)}({value}, put)"]
        case {"type": "long", "logicalType": "timestamp-micros"}:
            return [f"put(micros({value}))"]
        case str():
            return _simple(kind, value, functions)
        case _:
            raise UnknownKind(str(kind))


def _optional(some: Any, value: str, functions: Functions) -> Lines:
    present = [*_text("v", "SOME_LONG", "SOME")] if some == "string" else ["put(SOME)", *_field(some, "v", functions)]
    return [f"v = {value}", "if v is None: put(NONE)", "else:", *indented(present)]


def _simple(kind: str, value: str, functions: Functions) -> Lines:
    match kind:
        case "string":
            return _text(value, "LONG")
        case "bytes":
            return [f"v = {value}", "put(long(len(v))); put(v)"]
        case "long":
            return [f"v = {value}", f"put(LONG[v] if 0 <= v < {_FEW} else long(v))"]
        case "boolean":
            return [f"put(TRUE if {value} else NONE)"]
        case _ if kind in functions.names:
            return [f"{functions.name(kind)}({value}, put)"]
        case _:
            raise UnknownKind(kind)


def _text(value: str, table: str, before: str = "") -> Lines:
    many = f"{before} + long(n)" if before else "long(n)"
    return [f"v = {value}.encode(); n = len(v)", f"put({table}[n] if n < {_FEW} else {many}); put(v)"]
