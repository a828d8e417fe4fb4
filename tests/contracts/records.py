"""Understands how to invent any record of the domain."""

import types
import typing
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

import msgspec
from hypothesis import strategies as st

_SIMPLE = {
    str: st.text(max_size=12),
    int: st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    bytes: st.binary(max_size=200),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


@cache
def any_record(cls: type) -> st.SearchStrategy:
    """Records of `cls`, each field anything that its type takes."""
    hints = typing.get_type_hints(cls)
    return st.builds(cls, **{name: _anything(hints[name]) for name in cls.__struct_fields__})


def _anything(hint: typing.Any) -> st.SearchStrategy:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        (some,) = (each for each in typing.get_args(hint) if each is not types.NoneType)
        return st.none() | _anything(some)
    if typing.get_origin(hint) is tuple:
        return st.lists(_anything(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if isinstance(hint, typing.NewType):
        return _anything(hint.__supertype__)
    if issubclass(hint, msgspec.Struct):
        return st.deferred(lambda: any_record(hint))
    return st.sampled_from(hint) if issubclass(hint, StrEnum) else _SIMPLE[hint]
