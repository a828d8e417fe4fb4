"""Understands whether a change is based on its entry as it stands (R10)."""

from collections.abc import Iterator

from carebus.domain.critical_info.difference import differing
from carebus.domain.critical_info.events import CriticalInfoUpdated, Revision
from carebus.domain.critical_info.refusals import Ruled
from carebus.domain.critical_info.view import Entry
from carebus.domain.problems import Code, Problem


def not_current(entry: Entry, change: Revision) -> Iterator[Ruled]:
    """A problem where the base is not the newest version: what moved since, and what is different in this change, by names of fields."""
    if change.base == entry.version:
        return
    words = f"based on version {change.base}, now version {entry.version}"
    if change.base > entry.version:
        yield ("R10", Problem(Code.BASE_FROM_THE_FUTURE, entry.id, words))
    else:
        yield ("R10", Problem(Code.STALE, entry.id, f"{words}; {_moved(entry, change)}{_yours(entry, change)}"))


def _moved(entry: Entry, change: Revision) -> str:
    since = [step for step in entry.steps if step.version > change.base]
    if len(since) < entry.version - change.base:
        return "what moved since then is not remembered"
    return "moved: " + ", ".join(dict.fromkeys(name for step in since for name in step.fields))


def _yours(entry: Entry, change: Revision) -> str:
    if not isinstance(change, CriticalInfoUpdated):
        return ""
    names = differing(entry, change.verification, change.content)
    return f"; yours differs in: {', '.join(names)}" if names else ""
