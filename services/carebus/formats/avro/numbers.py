"""Understands Avro's variable-length numbers (zigzag) and its time-stamps."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_BITS = 63
_TIMES = 16_384
"""Times remembered: those of one report are much the same, and reading or writing one anew takes longer than a text."""
_EIGHT = 8  # bytes of a time of these decades
_MOST = 10


def long(number: int) -> bytes:
    """The bytes of a long. Raises OverflowError outside 64 bits."""
    if not -(1 << _MOST_BITS) <= number < 1 << _MOST_BITS:
        raise OverflowError("not a 64-bit integer")
    left = (number << 1) ^ (number >> _MOST_BITS)
    out = bytearray()
    while left > 127:
        out.append(left & 127 | 128)
        left >>= 7
    out.append(left)
    return bytes(out)


@lru_cache(_TIMES)
def micros(moment: datetime) -> bytes:
    """The bytes of a timestamp-micros. Raises TypeError for a time without a zone."""
    since = moment - EPOCH
    return long((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def read_long(data: bytes, at: int) -> tuple[int, int]:
    """The long at `at`, and where the next value starts. Raises OverflowError, IndexError."""
    left = shift = 0
    while (byte := data[at]) > 127:
        left |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if shift > _MOST_BITS:
            raise OverflowError("more than ten bytes")
    left |= byte << shift
    if left >> 64:
        raise OverflowError("not a 64-bit integer")
    return (left >> 1) ^ -(left & 1), at + 1


def read_length(data: bytes, at: int) -> tuple[int, int]:
    """The length of a text at `at`. Raises ValueError for one below zero."""
    number, at = read_long(data, at)
    if number < 0:
        raise ValueError("a length below zero")
    return number, at


def read_count(data: bytes, at: int) -> tuple[int, int]:
    """The number of items of an array's block at `at`: below zero it is followed by the block's size, which is passed over."""
    number, at = read_long(data, at)
    if number < 0:
        _, at = read_long(data, at)
    return abs(number), at


def read_micros(data: bytes, at: int) -> tuple[datetime, int]:
    """The timestamp-micros at `at`. Raises OverflowError for a time that Python does not know."""
    eight = at + _EIGHT <= len(data) and data[at + _EIGHT - 1] < 128
    moment, used = _moment(data[at : at + (_EIGHT if eight else _MOST)])
    return moment, at + used


@lru_cache(_TIMES)
def _moment(start: bytes) -> tuple[datetime, int]:
    number, used = read_long(start, 0)
    return EPOCH + timedelta(0, 0, number), used
