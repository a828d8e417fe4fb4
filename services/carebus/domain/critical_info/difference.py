"""Understands which fields of an entry two tellings mean differently: a re-serialised value is no change (R5)."""

from collections.abc import Iterator

from carebus.domain.coding import Coding
from carebus.domain.critical_info.about import system
from carebus.domain.critical_info.entry import Coded, Content, Reaction, Verification
from carebus.domain.critical_info.view import Entry

VERIFICATION = "verification"


def differing(entry: Entry, verification: Verification | None, content: Content) -> tuple[str, ...]:
    """The names of the fields that mean something else than in the entry; None: nothing is said of how sure it is."""
    return tuple(_names(entry, verification, content))


def _names(entry: Entry, verification: Verification | None, content: Content) -> Iterator[str]:
    if verification is not None and verification != entry.verification:
        yield VERIFICATION
    for name in Content.__struct_fields__:
        if _canonical(getattr(entry.content, name, None)) != _canonical(getattr(content, name)):
            yield name


def _canonical(value: object) -> object:
    match value:
        case Coded():
            return (_canonical(value.coding), value.user_selected)
        case Coding():
            return (system(value.system), value.code or _canonical(value.display), _canonical(value.text))
        case Reaction():
            return tuple(_canonical(each) for each in (value.manifestation, value.text, value.severity))
        case str():
            return value.replace("\r\n", "\n").strip() or None
        case tuple():
            return tuple(_canonical(each) for each in value) or None
        case _:
            return value
