"""Understands a record as pydantic checks it: a dataclass of the same fields, so that every problem of an input is found, not the first."""

from dataclasses import field, make_dataclass
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import msgspec


@cache
def fields(record: type[msgspec.Struct]) -> dict[str, tuple[Any, Any]]:
    """The fields of a record as pydantic's `create_model` takes them: type and default (`...`: there is none), records inside by their shapes."""
    hints = get_type_hints(record)
    told = msgspec.structs.fields(record)
    return {each.name: (_shaped(hints[each.name]), ... if each.required else each.default) for each in told}


def record_of(record: type[msgspec.Struct], name: str, value: Any) -> Any:
    """What a checked value of the field `name` of a record is in the record itself."""
    return msgspec.convert(value, get_type_hints(record)[name], from_attributes=True)


@cache
def _shape(record: type[msgspec.Struct]) -> type:
    told = fields(record).items()
    stated = (
        (name, hint) if default is ... else (name, hint, field(default=default)) for name, (hint, default) in told
    )
    return make_dataclass(record.__name__, stated, frozen=True, slots=True)


def _shaped(hint: Any) -> Any:
    if isinstance(hint, NewType):
        return _shaped(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, map(_shaped, get_args(hint)))
    if get_origin(hint) is tuple:
        each: Any = _shaped(get_args(hint)[0])
        return tuple[each, ...]
    return _shape(hint) if isinstance(hint, type) and issubclass(hint, msgspec.Struct) else hint
