"""Understands whether persons are the town's own union of the links that stand, as if those taken back had never been (R23)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from carebus.demo.town.evidence import Evidence
from carebus.demo.town.sent import Sent
from carebus.domain.identity.area import IDENTITY
from carebus.domain.identity.events import (
    IdentifierAssigned,
    IdentifierReplaced,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    VisitMoved,
)
from carebus.domain.identity.view import LinkedPerson, MovedVisit
from carebus.domain.provenance import PatientKey

_GIVES_WAY = {IdentifierAssigned, IdentifierReplaced, PatientsMerged}
_TAKES_BACK: dict[type, type] = {PatientsUnmerged: PatientsMerged, PatientsUnlinked: PatientsLinked}

_Tie = tuple[type, PatientKey, PatientKey]
"""The record that told of it, and the two keys as it named them."""


@dataclass(frozen=True, slots=True)
class Person:
    """The keys of one person, and which of them give way to no other."""

    keys: frozenset[PatientKey]
    heads: frozenset[PatientKey]


def united(evidence: Evidence) -> Iterator[str | None]:
    """Every picture of a person has the keys and the heads that the town's own union has, and each key of that union has such a picture."""
    meant, shown = _persons(_ties(evidence)), _shown(evidence)
    for key in dict.fromkeys((*meant, *shown)):
        wanted, view = meant.get(key, Person(frozenset({key}), frozenset({key}))), shown.get(key)
        found = Person(frozenset(view.keys), frozenset(view.heads)) if view else None
        yield None if found == wanted else f"person of {key[:8]}: {_words(found)} shown, {_words(wanted)} by the links"


def tied_as_told(evidence: Evidence) -> Iterator[str | None]:
    """The links that are shown are those that were told and not taken back, each once, on every key of the person."""
    ties = set(_ties(evidence))
    persons, shown = _persons(ties), _shown(evidence)
    for key, view in shown.items():
        keys = persons[key].keys if key in persons else {key}
        wanted = sorted(_names(tie) for tie in ties if tie[1] in keys)
        found = sorted((each.tie.value, *_ends(each.key, each.to, given=each.has_direction)) for each in view.links)
        yield None if found == wanted else f"person of {key[:8]}: {len(found)} links shown, {len(wanted)} stand"


def parted(evidence: Evidence) -> Iterator[str | None]:
    """Where a merge or a link was taken back, both are what they would be had it never been told."""
    taken = [tie for tie in _told(evidence) if tie not in set(_ties(evidence))]
    without, shown = _persons(_ties(evidence)), _shown(evidence)
    for _record, one, other in dict.fromkeys(taken):
        for key in (one, other):
            wanted = without.get(key, Person(frozenset({key}), frozenset({key}))).keys
            right = key in shown and frozenset(shown[key].keys) == wanted
            yield None if right else f"person of {key[:8]}: not as without what was taken back"


def visits_moved(evidence: Evidence) -> Iterator[str | None]:
    """A visit that moved is shown with both patients, here with the one and gone from the other."""
    shown = {(view.key, view.visit): view for view in evidence.views.values() if isinstance(view, MovedVisit)}
    for _key, fact, sent in evidence.meant(IDENTITY):
        if sent is not None and sent.draft.record is VisitMoved:
            left, came = (each.key for each in sent.draft.whom.values())
            for key, other, here in ((left, came, False), (came, left, True)):
                view = shown.get((key, fact.visit))
                right = view is not None and (view.here, view.other) == (here, other)
                yield None if right else f"visit {fact.visit}: {'not here' if here else 'not gone'}"


def _told(evidence: Evidence) -> Iterator[_Tie]:
    for sent in _meant(evidence):
        if sent.draft.record not in _TAKES_BACK:
            yield _tie(sent, sent.draft.record)


def _ties(evidence: Evidence) -> tuple[_Tie, ...]:
    """What was told and not taken back, in the order in which it was accepted."""
    ties: dict[_Tie, None] = {}
    for sent in _meant(evidence):
        back = _TAKES_BACK.get(sent.draft.record)
        if back is None:
            ties[_tie(sent, sent.draft.record)] = None
        else:
            ties.pop(_tie(sent, back), None)
    return tuple(ties)


def _meant(evidence: Evidence) -> Iterator[Sent]:
    known = {*_GIVES_WAY, PatientsLinked, *_TAKES_BACK}
    return (sent for _key, _fact, sent in evidence.meant(IDENTITY) if sent and sent.draft.record in known)


def _tie(sent: Sent, record: type) -> _Tie:
    one, other = (each.key for each in sent.draft.whom.values())
    return (record, one, other)


def _persons(ties: Iterable[_Tie]) -> dict[PatientKey, Person]:
    """Sets that are poured together, link by link."""
    keys: dict[PatientKey, frozenset[PatientKey]] = {}
    known = tuple(ties)
    for _record, one, other in known:
        together = keys.get(one, frozenset({one})) | keys.get(other, frozenset({other}))
        keys |= dict.fromkeys(together, together)
    giving_way = {one for record, one, _other in known if record in _GIVES_WAY}
    return {key: Person(together, together - giving_way) for key, together in keys.items()}


def _shown(evidence: Evidence) -> dict[PatientKey, LinkedPerson]:
    return {view.key: view for view in evidence.views.values() if isinstance(view, LinkedPerson)}


_NAMES: dict[type, str] = {
    IdentifierAssigned: "assigned",
    IdentifierReplaced: "replaced",
    PatientsMerged: "merged",
    PatientsLinked: "linked",
}


def _names(tie: _Tie) -> tuple[str, ...]:
    record, one, other = tie
    return (_NAMES[record], *_ends(one, other, given=record in _GIVES_WAY))


def _ends(one: PatientKey, other: PatientKey, *, given: bool) -> tuple[str, ...]:
    """Without a direction neither of the two is the first."""
    return (one, other) if given else tuple(sorted((one, other)))


def _words(person: Person | None) -> str:
    return f"{len(person.keys)} keys and {len(person.heads)} heads" if person else "nothing"
