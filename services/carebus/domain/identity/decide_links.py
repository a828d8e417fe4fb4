"""Understands whether a link between two keys is made or taken away (R23).

Rings cannot arise: only a key that the other has not given way to may give way to it. A merge into a key that has given way itself stands
as told, and the person is followed to its end: a source that has not heard of the second merge is right about the first, and either
order of the two gives the same person.
"""

from collections.abc import Mapping

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.identity.events import AboutLinks, IdentityEvent, Tying
from carebus.domain.identity.limits import KEYS, LINKS
from carebus.domain.identity.link import Link
from carebus.domain.identity.person import gives_way_to, linked
from carebus.domain.identity.refusals import Contradiction, refused
from carebus.domain.identity.tying import after, made, ordered, pair, told
from carebus.domain.identity.units import person_of
from carebus.domain.identity.view import LinkedPerson, View, alone
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace

Views = Mapping[str, View | None]


def decide_links(views: Views, submission: AboutLinks) -> Decision[IdentityEvent]:
    """A link that contradicts none stands; one that is there already is a duplicate; what was never told cannot be taken back."""
    names = pair(submission)
    (where, key), (there, to) = names.items()
    one, other = person_view(views, key), person_view(views, to)
    if key == to:
        return refused(Contradiction.SAME_PATIENT, there, other)
    fact = _with_before(submission, ordered((*one.links, *other.links)))
    is_there = bool(told(fact.before, fact))
    if not isinstance(fact, Tying):
        return Accepted((fact,)) if is_there else refused(Contradiction.NOT_TOLD, where, one)
    if is_there:
        return Accepted(())
    link = made(fact)
    if link.has_direction and _gave_way(fact.before, link):
        return refused(Contradiction.GAVE_WAY_TO_ANOTHER, where, one)
    if link.has_direction and gives_way_to(fact.before, to, key):
        return refused(Contradiction.RING, there, other)
    return _too_many(fact, one) or Accepted((fact,))


def person_view(views: Views, key: PatientKey) -> LinkedPerson:
    """What is known of a key."""
    view = views.get(person_of(key))
    return view if isinstance(view, LinkedPerson) else alone(key)


def _with_before(submission: AboutLinks, before: tuple[Link, ...]) -> AboutLinks:
    return submission if submission.before == before else replace(submission, before=before)


def _gave_way(before: tuple[Link, ...], link: Link) -> bool:
    """Whether the key gave way in the same way before: a number has one successor, and a record is merged once."""
    return any((each.tie, each.key) == (link.tie, link.key) for each in before)


def _too_many(fact: Tying, one: LinkedPerson) -> Refused | None:
    links = after(fact)
    if len(links) <= LINKS and len(linked(links, one.key).keys) <= KEYS:
        return None
    return refused(Contradiction.TOO_MANY, next(iter(pair(fact))), one)
