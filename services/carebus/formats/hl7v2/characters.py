"""Understands which characters the bytes of a message stand for, by its MSH-18.

Source: HL7 table 0211. Our choices: an empty MSH-18 is UTF-8, which ASCII, HL7's own default, is a part of, and bytes
that are not are a problem: which of the sets of one byte a character they are in nobody can know, and "µg" depends on
it. Bytes that are valid UTF-8 are UTF-8 also under 8859/n: no such text is by chance. 8859/1 is read as Windows-1252,
which senders mean by it.
"""

from carebus.domain.problems import Code, Problem

UTF8 = "utf-8"
_SETS = {
    "": UTF8,
    "UNICODE UTF-8": UTF8,
    "UTF-8": UTF8,
    "ASCII": "ascii",
    "ISO IR6": "ascii",
    "8859/1": "cp1252",
    **{f"8859/{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 15)},
}


def encoding_of(declared: str, data: bytes) -> str | Problem:
    """Python's name of the character set of `data`, a whole message whose MSH-18 is `declared`."""
    known = _SETS.get(declared.strip().upper())
    if known is None:
        return Problem(Code.INVALID_VALUE, "MSH-18", f"a character set that is not taken; it is one of {_taken()}")
    if known not in (UTF8, "ascii") and not data.isascii() and _is(UTF8, data):
        return UTF8
    if _is(known, data):
        return known
    return Problem(Code.NOT_WELL_FORMED, "MSH-18", _unlike(declared.strip()))


def _is(encoding: str, data: bytes) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _unlike(declared: str) -> str:
    if declared:
        return "the bytes are not in the character set that is named"
    return f"no character set is named, and the bytes are not UTF-8; name one of {_taken()}"


def _taken() -> str:
    return ", ".join(name for name in _SETS if name)
