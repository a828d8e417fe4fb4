"""Understands the texts in a record, each by the names of the fields that lead to it, and which of them no screen should get."""

import re
from collections.abc import Iterator
from typing import Any

from carebus.domain.record import Record

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""A control character; a tab and a line's end are none."""

_PROVENANCE = "provenance"


def named_texts(thing: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record, as `content.codes.coding.display`; not what says where the record came from."""
    if isinstance(thing, str):
        yield name, thing
    elif isinstance(thing, tuple):
        for each in thing:
            yield from named_texts(each, name)
    else:
        for own in text_fields(type(thing)):
            yield from named_texts(getattr(thing, own), f"{name}.{own}" if name else own)


def text_fields(kind: type) -> tuple[str, ...]:
    """The fields of a record in which there may be texts; of what is no record, none."""
    told = kind.__struct_fields__ if issubclass(kind, Record) else ()
    return tuple(name for name in told if name != _PROVENANCE)
