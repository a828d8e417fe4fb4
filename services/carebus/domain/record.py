"""Understands what a record of the domain is: a value with named fields, which nobody changes.

It is msgspec's Struct, the only thing that the domain takes from a library (decision 7).
"""

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

__all__ = ["NODEFAULT", "Record", "fields", "replace"]


class Record(Struct, frozen=True, gc=False):
    """A tree of values: `gc=False`, as reference counts alone free it."""
