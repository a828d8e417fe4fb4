"""Understands one record type's bytes: how they are written, and what is not trusted when they are read."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from fastavro import parse_schema, schemaless_reader

from carebus.formats.avro.parts import Parts
from carebus.formats.avro.reading import reader
from carebus.formats.avro.schemas import Schema, fingerprint
from carebus.formats.avro.writing import writer

T = TypeVar("T")
U = TypeVar("U")
Read = Callable[[bytes, int], tuple[dict[str, Any], int]]

MAX_BYTES = 11 * 1024 * 1024
"""No record is larger: the topics of the areas take 10 MB."""


_ENCODER = msgspec.msgpack.Encoder()


def pack(record: Any, into: bytearray) -> None:
    """Put msgpack of a record, or of its parts and it, behind what a buffer holds; with the names of its fields.

    It is for a process's own use (`Codec.unpack`), and never travels. A buffer that is used again costs half of new memory.
    """
    _ENCODER.encode_into(record, into, -1)


class NotDecodable(Exception):
    """Bytes that are not one record of this type. `cause` says why in words that show nothing of the content."""

    def __init__(self, fullname: str, cause: str) -> None:
        super().__init__(f"not one {fullname}: {cause}")
        self.fullname = fullname
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Writes and reads one record type: `schema` is what the bytes are written by, and stands alone.

    `today` is the schema of this release where `schema` is an earlier one's.
    """

    cls: type[T]
    fullname: str
    schema: Schema
    today: Schema | None = None
    fingerprint: str = field(init=False)
    encode: Callable[[T], bytes] = field(init=False, repr=False)
    """Avro bytes of a record, without framing. Raises for a value that its field does not take, a time without a zone too."""
    _read: Read = field(init=False, repr=False)
    _unpack: Callable[[bytes | memoryview], T] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", fingerprint(self.schema))
        object.__setattr__(self, "encode", writer(self.schema))
        object.__setattr__(self, "_unpack", msgspec.msgpack.Decoder(self.cls).decode)
        object.__setattr__(self, "_read", _resolving(self.schema, self.today) if self.today else reader(self.schema))

    def decode(self, data: bytes) -> T:
        """The record that `data` is, whole. Raises NotDecodable, also for bytes after the end and for too many bytes."""
        if len(data) > MAX_BYTES:
            raise NotDecodable(self.fullname, f"more than {MAX_BYTES} bytes")
        try:
            fields, end = self._read(data, 0)
            record = msgspec.convert(fields, self.cls)
        except Exception as error:  # noqa: BLE001 - whatever hostile bytes lead to, the answer is the same
            raise NotDecodable(self.fullname, _why(error)) from None  # the error itself may show content
        if end != len(data):
            raise NotDecodable(self.fullname, "bytes after the end" if end < len(data) else "the bytes end early")
        return record

    def unpack(self, data: bytes | memoryview) -> T:
        """The record that `pack` made `data` of, in this release or an earlier one. Raises NotDecodable."""
        return self._unpacked(self._unpack, data)

    def unpack_with_parts(self, data: bytes | memoryview) -> tuple[Parts, T]:
        """The parts and the record that `pack` made `data` of. Raises NotDecodable."""
        kind: Any = self.cls
        return self._unpacked(_with_parts(kind), data)

    def _unpacked(self, unpack: Callable[[bytes | memoryview], U], data: bytes | memoryview) -> U:
        try:
            return unpack(data)
        except msgspec.MsgspecError as error:
            raise NotDecodable(self.fullname, _why(error)) from None


@cache
def _with_parts(cls: Any) -> Callable[[bytes | memoryview], tuple[Parts, Any]]:
    return msgspec.msgpack.Decoder(tuple[Parts, cls]).decode


def _resolving(written: Schema, today: Schema) -> Read:
    """Reads what an earlier release wrote, by Avro's schema resolution: a field that it did not know gets its default."""
    by, to = parse_schema(written), parse_schema(today)

    def read(data: bytes, at: int) -> tuple[dict[str, Any], int]:
        source = io.BytesIO(data)
        source.seek(at)
        fields: Any = schemaless_reader(source, by, to)
        return fields, source.tell()

    return read


def _why(error: Exception) -> str:
    match error:
        case UnicodeError():
            return "a text is not UTF-8"
        case msgspec.ValidationError():
            return "a value that its field does not take"
        case EOFError() | IndexError():
            return "the bytes end early, or a branch or flag is out of range"
        case OverflowError() | ValueError():
            return "a number, time or length out of range"
        case _:
            return type(error).__name__
