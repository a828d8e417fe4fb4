"""Understands a long record of which little changes: its arrays' elements, each with its bytes, so that only new ones are made bytes of.

A medication list of 15 rows of which one is new takes a sixth of what the whole takes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from carebus.formats.avro.functions import Functions
from carebus.formats.avro.numbers import long
from carebus.formats.avro.schemas import Schema
from carebus.formats.avro.writing import SCOPE, body

Parts = tuple[bytes, ...]
"""The bytes of each element of the arrays of records that a record has itself, in the order of its schema."""

_Write = Callable[[Any, Callable[[bytes], None]], None]
_END = b"\0"


class PartsWriter:
    """Writes the records of one schema; elements that are the very objects of an earlier record keep the bytes that they had."""

    def __init__(self, schema: Schema) -> None:
        functions = Functions("record, put", body)
        names = [(array, functions.name(kind)) for array, kind in _stretches(schema)]
        scope = functions.executed(dict(SCOPE))
        self._stretches: list[tuple[str | None, _Write]] = [(array, scope[name]) for array, name in names]
        self._arrays = [array for array, _ in names if array is not None]

    def _elements(self, record: Any) -> Iterator[Any]:
        """What has parts of its own, in the order of Parts."""
        return (each for array in self._arrays for each in getattr(record, array))

    def write(self, record: Any, before: Any = None, parts: Parts = ()) -> tuple[bytes, Parts]:
        """The Avro bytes of a record, and their parts; `before` is an earlier one with the `parts` that it had.

        Raises for a value that its field does not take.
        """
        known = {id(each): part for each, part in zip(self._elements(before), parts, strict=True)} if parts else {}
        out: list[bytes] = []
        made: list[bytes] = []
        for array, write in self._stretches:
            if array is None:
                write(record, out.append)
            else:
                elements = getattr(record, array)
                new = [_part(each, known, write) for each in elements]
                made += new
                out += [long(len(new)), *new, _END] if new else [_END]
        return b"".join(out), tuple(made)


def _part(element: Any, known: dict[int, bytes], write: _Write) -> bytes:
    part = known.get(id(element))
    if part is None:
        out: list[bytes] = []
        write(element, out.append)
        part = b"".join(out)
    return part


def _stretches(schema: Schema) -> Iterator[tuple[str | None, Any]]:
    """The fields between arrays of records, as records of their own (None), and each array's name and the type of its elements."""
    between: list[Any] = []
    for number, field in enumerate(schema["fields"]):
        match field["type"]:
            case {"type": "array", "items": {"type": "record"} as items}:
                yield from _between(schema, number, between)
                between = []
                yield field["name"], items
            case _:
                between.append(field)
    yield from _between(schema, len(schema["fields"]), between)


def _between(schema: Schema, number: int, fields: Sequence[Any]) -> Iterator[tuple[None, Any]]:
    if fields:
        yield None, {**schema, "name": f"{schema['name']}_to_{number}", "fields": list(fields)}
