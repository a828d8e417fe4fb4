"""Understands what an entry is about: its codes or, where it has none, its words (R10, R26)."""

from collections.abc import Iterable

from carebus.domain.critical_info.entry import Content, EntryId, Kind
from carebus.domain.critical_info.status import ALLERGIES
from carebus.domain.critical_info.view import Entry


def same(one: Content, other: Content) -> bool:
    """Whether two tellings are about the very same: what is frozen (R10). Display texts may change beside a code."""
    if codes(one) or codes(other):
        return codes(one) == codes(other)
    return _words(one) == _words(other)


def resembling(entries: Iterable[Entry], kind: Kind, content: Content) -> tuple[EntryId, ...]:
    """The entries of that kind that share a code or the very words; an allergy is compared with every allergy (R26)."""
    kinds = ALLERGIES if kind in ALLERGIES else {kind}
    return tuple(each.id for each in entries if each.kind in kinds and each.content and _alike(each.content, content))


def codes(content: Content) -> frozenset[tuple[str, str]]:
    """System and code of each code."""
    told = (each.coding for each in content.codes)
    return frozenset((system(code.system), code.code) for code in told if code.code)


def system(name: str | None) -> str:
    """A code system, an OID with and without its prefix being one."""
    return (name or "").removeprefix("urn:oid:")


def _alike(one: Content, other: Content) -> bool:
    return bool(codes(one) & codes(other) or _words(one) & _words(other))


def _words(content: Content) -> frozenset[str]:
    displays = (text for each in content.codes for text in (each.coding.display, each.coding.text))
    told = (" ".join(text.split()).casefold() for text in (content.text, *displays) if text)
    return frozenset(filter(None, told))
