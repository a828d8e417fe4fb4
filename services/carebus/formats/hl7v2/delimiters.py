"""Understands the characters by which a message is cut, as its MSH-1 and MSH-2 say them, and the escapes of text.

Source: HL7 v2.8 chapter 2.5.4 (delimiters) and 2.7 (escape sequences).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from carebus.domain.problems import Code, Problem

_UNFIT = re.compile(r'[A-Za-z0-9\s"\x00-\x1f\x7f-\uffff]')
_SWITCH = "CM"
_LAYOUT: dict[str, Callable[[int], str]] = {
    "br": lambda _: "\n",
    "ce": lambda _: "\n",
    "sp": lambda lines: "\n" * lines,
    "sk": lambda blanks: " " * blanks,
}
_MOST_LAYOUT = 100
_COMMAND = re.compile(r"\.([A-Za-z]{2})([+-]?)(\d*)")


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The delimiters of one message; `truncation` is there from version 2.7, where the sender declares it."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str
    truncation: str | None = None


def delimiters(header: str) -> Delimiters | Problem:
    """The delimiters that an MSH declares: all different, and none of them a letter, a digit or a blank."""
    field, encoding = header[3:4], header[4:].partition(header[3:4] or "|")[0]
    marks = field + encoding
    if not field or len(encoding) not in (4, 5):
        return Problem(Code.NOT_WELL_FORMED, "MSH-2", "four delimiters stand here, or five with the one of truncation")
    if len(set(marks)) != len(marks) or _UNFIT.search(marks):
        return Problem(
            Code.NOT_WELL_FORMED, "MSH-2", "two delimiters are the same, or one is a letter, a digit or a blank"
        )
    return Delimiters(*marks)


def unescaped(text: str, marks: Delimiters, encoding: str) -> str | None:
    """The text with its escapes read; None where one of them cannot be.

    One that switches the character set cannot, nor one that stands for bytes that are no characters of the set.

    Highlighting is left out, line breaks are kept. What is no escape of HL7, such as a lone backslash or one that a
    sender made up, stays as written: nothing is lost.
    """
    if marks.escape not in text:
        return text
    pieces: list[str | None] = [*_escapes(marks.escape).split(text)]
    pieces[1::2] = [_read(code or "", marks, encoding) for code in pieces[1::2]]
    return None if None in pieces else "".join(piece or "" for piece in pieces)


def _read(code: str, marks: Delimiters, encoding: str) -> str | None:
    plain = _plain(marks)
    if code in plain:
        return plain[code]
    if code[0] in _SWITCH:
        return None
    return _bytes(code[1:], encoding) if code[0] == "X" else _layout(code)


def _bytes(digits: str, encoding: str) -> str | None:
    try:
        return bytes.fromhex(digits).decode(encoding)
    except (ValueError, UnicodeDecodeError):
        return None


def _layout(code: str) -> str:
    command = _COMMAND.fullmatch(code)
    if command is None or command.group(1).lower() not in _LAYOUT:
        return ""
    return _LAYOUT[command.group(1).lower()](min(int(command.group(3)[:4] or 1), _MOST_LAYOUT))


def _plain(marks: Delimiters) -> dict[str, str]:
    stand_for = {
        "F": marks.field,
        "S": marks.component,
        "T": marks.subcomponent,
        "R": marks.repetition,
        "E": marks.escape,
    }
    return stand_for | {"P": marks.truncation or "#", "H": "", "N": ""}


@cache
def _escapes(mark: str) -> re.Pattern[str]:
    escape = re.escape(mark)
    return re.compile(
        rf"{escape}([FSTREPHN]|X(?:[0-9A-Fa-f]{{2}})+|[CM][0-9A-Fa-f]{{4,6}}|\.[A-Za-z]{{2}}[+-]?\d{{0,4}}){escape}"
    )
