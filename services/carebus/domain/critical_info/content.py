"""Understands what keeps a statement from standing where people read it in an emergency."""

import re
from collections.abc import Iterator

from carebus.domain.critical_info.dates import is_date
from carebus.domain.critical_info.entry import Content
from carebus.domain.critical_info.limits import Limits
from carebus.domain.critical_info.refusals import Ruled
from carebus.domain.dates import before
from carebus.domain.problems import Code, Problem
from carebus.domain.record import Record
from carebus.domain.texts import CONTROL, named_texts

_ID = re.compile(r"[!-~]{1,100}\Z")


def misnamed(name: str) -> Iterator[Ruled]:
    """A problem for an id that could be anything but an id: what it is, is not repeated."""
    if not _ID.match(name):
        yield ("R10", Problem(Code.INVALID_VALUE, "entry", "id: 1 to 100 visible ASCII characters"))


def unclean(where: str, record: Record, limits: Limits) -> Iterator[Ruled]:
    """A problem for each text that has control characters or is too long, and for too much of it in all."""
    texts = tuple(named_texts(record))
    for name, text in texts:
        if CONTROL.search(text):
            yield ("R10", Problem(Code.CONTROL_CHARACTERS, where, name))
        if len(text) > limits.text:
            yield ("R10", Problem(Code.INVALID_VALUE, where, f"{name}: longer than {limits.text} characters"))
    if sum(len(text.encode(errors="replace")) for _, text in texts) > limits.size:
        yield ("R10", Problem(Code.INVALID_VALUE, where, f"texts: more than {limits.size} bytes in all"))


def unfit(where: str, content: Content, limits: Limits) -> Iterator[Ruled]:
    """Everything that is wrong with what an entry says, but its texts (`unclean`)."""
    if not _says_what(content):
        yield ("R10", Problem(Code.MISSING_ELEMENT, where, "content: neither a code nor a text says what it is about"))
    for name, most in (("codes", limits.codes), ("reactions", limits.reactions)):
        if len(getattr(content, name)) > most:
            yield ("R10", Problem(Code.INVALID_VALUE, where, f"content.{name}: more than {most}"))
    yield from _period(where, content)


def _says_what(content: Content) -> bool:
    texts = (content.text, *(text for each in content.codes for text in (each.coding.code, each.coding.display)))
    return any(text and text.strip() for text in texts)


def _period(where: str, content: Content) -> Iterator[Ruled]:
    start, end = content.started, content.valid_until
    unreadable = [name for name in ("started", "valid_until") if not _is_readable(getattr(content, name))]
    for name in unreadable:
        yield ("R11", Problem(Code.INVALID_TIME, where, f"content.{name}"))
    if start and end and not unreadable and before(end, start):
        yield ("R11", Problem(Code.END_BEFORE_START, where, "content.valid_until is before content.started"))


def _is_readable(text: str | None) -> bool:
    return text is None or is_date(text)
