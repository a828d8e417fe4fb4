"""Understands how one fact changes one picture: a key with its person, a visit that was moved, a dispute."""

from typing import assert_never

from carebus.domain.identity.acts import act
from carebus.domain.identity.events import (
    AboutDispute,
    AboutLinks,
    AboutOne,
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentityDisputed,
    IdentityEvent,
    PatientDeceased,
    VisitMoved,
)
from carebus.domain.identity.person import linked, surviving
from carebus.domain.identity.tellings import beside, first_of, strictest_of, taken_back
from carebus.domain.identity.tying import after
from carebus.domain.identity.units import key_of, units_changed_by
from carebus.domain.identity.view import AddressProtection, Deceased, Dispute, LinkedPerson, MovedVisit, View, alone
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace


def evolve(unit: str, view: View | None, event: IdentityEvent) -> View | None:
    """The picture of a unit after a fact; the same object where the fact is not about it, or adds nothing."""
    if unit not in units_changed_by(event):
        return view
    key = key_of(unit)
    match event:
        case VisitMoved():
            return _visit(key, view, event)
        case IdentityDisputed() | DisputeSettled():
            return _dispute(key, view if isinstance(view, Dispute) else None, event)
    known = view if isinstance(view, LinkedPerson) else alone(key)
    match event:
        case PatientDeceased() | DeceasedRetracted() | AddressProtectionChanged():
            return _told(known, event)
        case _:
            changed = _tied(known, event)
            return view if changed is known else changed


def _tied(known: LinkedPerson, event: AboutLinks) -> LinkedPerson:
    """The key with the person that the links make of it now; what is told of the key itself stays."""
    links = after(event)
    person = linked(links, known.key)
    own = tuple(link for link in links if link.key in person.keys)
    if own == known.links:
        return known
    return replace(
        known,
        revision=known.revision + 1,
        keys=person.keys,
        heads=person.heads,
        surviving=surviving(own, known.key),
        links=own,
    )


def _told(known: LinkedPerson, event: AboutOne) -> LinkedPerson:
    deed = act(event.provenance)
    match event:
        case PatientDeceased():
            return _deceased(known, beside(known.deaths, Deceased(event.at, deed)))
        case DeceasedRetracted():
            return _deceased(known, taken_back(known.deaths, deed.source, deed.role))
        case AddressProtectionChanged():
            told = beside(known.protections, AddressProtection(event.level, deed))
            return replace(known, revision=known.revision + 1, protection=strictest_of(told), protections=told)
        case _:
            assert_never(event)


def _deceased(known: LinkedPerson, deaths: tuple[Deceased, ...]) -> LinkedPerson:
    return replace(known, revision=known.revision + 1, deceased=first_of(deaths), deaths=deaths)


def _visit(key: PatientKey, view: View | None, event: VisitMoved) -> MovedVisit:
    here = key == event.moved_to
    other = event.moved_from if here else event.moved_to
    revision = view.revision + 1 if view else 1
    return MovedVisit(key, event.visit, revision, here, other, act(event.provenance))


def _dispute(key: PatientKey, view: Dispute | None, event: AboutDispute) -> Dispute | None:
    if isinstance(event, IdentityDisputed):
        other = event.other if key == event.key else event.key
        return view or Dispute(key, other, event.shared, event.name, 1, act(event.provenance))
    if view is None or view.settled:
        return view
    return replace(view, revision=view.revision + 1, settled=act(event.provenance))
