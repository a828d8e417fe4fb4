"""Understands which characters the bytes of an XML message stand for, whatever its declaration says.

Source: our choice, from messages seen: UTF-16 that declares ISO-8859-1, UTF-8 that declares Latin-1 and the reverse.
"""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SHAPES = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_SINGLE_BYTE = "cp1252"
_LEGACY = re.compile(r"iso-?8859-\d{1,2}|(windows-|cp)125\d|cp8(50|65)")
_NOT_UTF8 = "�"


def characters(data: bytes) -> str | None:
    """The text of the message; None where the bytes are of no one encoding.

    A byte order mark and the shape of the bytes go before the declaration: they cannot be wrong. Bytes that are valid UTF-8 are
    UTF-8: no Latin-1 text is by chance. Else the declaration holds, and Windows-1252 where there is none or it claims UTF-8,
    unless some letters are UTF-8 and others not: such a message was spoilt on its way.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    for shape, encoding in _SHAPES:
        if data.startswith(shape):
            return _decoded(data, encoding)
    text = _decoded(data, "utf-8")
    return text if text is not None else _decoded(data, _legacy(data))


def _legacy(data: bytes) -> str:
    declared = _DECLARED.match(data.lstrip()[:300])
    name = declared.group(1).decode().lower() if declared else ""
    if name not in ("iso-8859-1", "iso8859-1") and _LEGACY.fullmatch(name):
        return name
    return "utf-8" if _partly_utf8(data) else _SINGLE_BYTE


def _partly_utf8(data: bytes) -> bool:
    return any(ord(c) > 127 and c != _NOT_UTF8 for c in data.decode("utf-8", "replace"))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
