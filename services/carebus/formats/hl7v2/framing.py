"""Understands where each message begins and ends: MLLP frames, batches, and the line ends that senders use.

Source: HL7 v2.8 chapter 2.10.3 (batches: FHS, BHS, BTS, FTS); MLLP release 1 (0x0B message 0x1C 0x0D). A segment ends
with a carriage return; files also have line feeds, or both.
"""

import re

from carebus.domain.problems import Code, Problem

LONGEST_SEGMENT = 256 * 1024
"""Bytes in one segment: the longest of the messages seen has 1,062, and HL7 gives a text 65,536 characters."""

MOST_SEGMENTS = 20_000
"""In one message: 500 orders of forty segments each."""

_LINES = re.compile(rb"\r\n|\r|\n")
_FRAME = b"\x0b\x1c"
_ENVELOPE = (b"FHS", b"BHS", b"BTS", b"FTS")
_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"M\0S\0", b"\0M\0S")


def messages(data: bytes) -> tuple[tuple[bytes, ...], ...] | Problem:
    """The segments of each message in `data`, MSH first; a problem where something stands outside of them."""
    if not data.strip(b" \t\r\n\x0b\x1c\0"):
        return Problem(Code.EMPTY, "/", "the message is empty")
    if data.startswith(_WIDE):
        return Problem(Code.NOT_WELL_FORMED, "/", "UTF-16: HL7 v2 is sent in UTF-8 or in a set of one byte a character")
    return _cut(_LINES.split(data.removeprefix(_MARK)))


def _cut(lines: list[bytes]) -> tuple[tuple[bytes, ...], ...] | Problem:
    found: list[list[bytes]] = []
    is_inside = False
    for number, line in enumerate(lines, 1):
        segment = line.strip(_FRAME)
        if not segment.strip():
            continue
        if segment.startswith(b"MSH"):
            found.append([])
            is_inside = True
        elif segment.startswith(_ENVELOPE):
            is_inside = False
            continue
        elif not is_inside:
            return Problem(
                Code.NOT_WELL_FORMED, f"line {number}", "it stands before or after a message: no MSH begins it"
            )
        if too_much := _too_much(segment, found[-1], number):
            return too_much
        found[-1].append(segment)
    if not found:
        return Problem(Code.NO_REPORT, "/", "the batch holds no message")
    return tuple(map(tuple, found))


def _too_much(segment: bytes, before: list[bytes], number: int) -> Problem | None:
    if len(segment) > LONGEST_SEGMENT:
        return Problem(Code.TOO_LARGE, f"line {number}", f"a segment of more than {LONGEST_SEGMENT} bytes")
    if len(before) >= MOST_SEGMENTS:
        return Problem(Code.TOO_LARGE, "/", f"more than {MOST_SEGMENTS} segments in one message")
    return None
