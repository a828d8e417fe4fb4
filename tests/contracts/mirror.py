"""Understands which Avro schema a record of the domain stands for."""

import types
import typing
from datetime import datetime
from enum import StrEnum

import msgspec

from carebus.formats.avro.catalogue import fullname

_SIMPLE = {
    str: "string",
    int: "long",
    bool: "boolean",
    bytes: "bytes",
    datetime: {"type": "long", "logicalType": "timestamp-micros"},
}


def fields(cls: type) -> list[dict[str, object]]:
    """The fields that the schema of `cls` must have: names, order, types and defaults."""
    hints = typing.get_type_hints(cls)
    return [_field(field, _kind(hints[field.name])) for field in msgspec.structs.fields(cls)]


def records(cls: type) -> set[type]:
    """`cls` and every record inside it."""
    inside = [part for hint in typing.get_type_hints(cls).values() for part in _parts(hint)]
    return {cls}.union(*(records(part) for part in inside))


def _field(field: msgspec.structs.FieldInfo, kind: object) -> dict[str, object]:
    stated = {"name": field.name, "type": kind}
    if isinstance(kind, list):
        return stated | {"default": None}
    if field.required:
        return stated
    return stated | {"default": list(field.default) if isinstance(field.default, tuple) else field.default}


def _kind(hint: typing.Any) -> object:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        (some,) = (each for each in typing.get_args(hint) if each is not types.NoneType)
        return ["null", _kind(some)]
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _kind(typing.get_args(hint)[0])}
    if isinstance(hint, typing.NewType):
        return _kind(hint.__supertype__)
    if _is_record(hint):
        return fullname(hint)
    return "string" if isinstance(hint, type) and issubclass(hint, StrEnum) else _SIMPLE[hint]


def _parts(hint: typing.Any) -> list[type]:
    if _is_record(hint):
        return [hint]
    return [part for each in typing.get_args(hint) for part in _parts(each)]


def _is_record(hint: typing.Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)
