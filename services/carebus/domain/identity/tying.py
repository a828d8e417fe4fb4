"""Understands which link a fact makes or takes away, and what is left of the links after it."""

from collections.abc import Iterable
from typing import assert_never

from carebus.domain.identity.acts import act
from carebus.domain.identity.events import (
    AboutLinks,
    IdentifierAssigned,
    IdentifierReplaced,
    IdentifierRetracted,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    Tying,
    Untying,
)
from carebus.domain.identity.link import Link, Tie
from carebus.domain.provenance import PatientKey


def pair(event: AboutLinks) -> dict[str, PatientKey]:
    """The two keys of a fact by the names of their fields, the one that gives way first."""
    match event:
        case IdentifierAssigned() | IdentifierRetracted():
            return {"key": event.key, "to": event.to}
        case IdentifierReplaced():
            return {"old": event.old, "new": event.new}
        case PatientsMerged() | PatientsUnmerged():
            return {"losing": event.losing, "surviving": event.surviving}
        case PatientsLinked() | PatientsUnlinked():
            return {"one": event.one, "other": event.other}
        case _:
            assert_never(event)


def ties(event: AboutLinks) -> tuple[Tie, ...]:
    """The kinds of link that a fact is about."""
    match event:
        case IdentifierAssigned():
            return (Tie.ASSIGNED,)
        case IdentifierReplaced():
            return (Tie.REPLACED,)
        case IdentifierRetracted():
            return (Tie.ASSIGNED, Tie.REPLACED)
        case PatientsMerged() | PatientsUnmerged():
            return (Tie.MERGED,)
        case PatientsLinked() | PatientsUnlinked():
            return (Tie.LINKED,)
        case _:
            assert_never(event)


def told(links: Iterable[Link], event: AboutLinks) -> tuple[Link, ...]:
    """Those of the links that a fact tells again, or takes away."""
    kinds, between = ties(event), _between(event)
    return tuple(link for link in links if link.tie in kinds and (link.key, link.to) == between)


def after(event: AboutLinks) -> tuple[Link, ...]:
    """The links of the two persons of a fact after it, in order."""
    if isinstance(event, Tying):
        return ordered((*event.before, made(event)))
    gone = told(event.before, event)
    return tuple(link for link in event.before if link not in gone)


def made(event: Tying) -> Link:
    """The link that a fact makes."""
    return Link(ties(event)[0], *_between(event), act(event.provenance))


def ordered(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each link once, in the order in which they are kept: the same, whichever came first."""
    named = {link.name: link for link in links}
    return tuple(named[name] for name in sorted(named))


def _between(event: Tying | Untying) -> tuple[PatientKey, PatientKey]:
    key, to = pair(event).values()
    if Tie.LINKED in ties(event):
        return min(key, to), max(key, to)
    return key, to
