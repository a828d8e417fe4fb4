"""Understands whom a submission touches: the keys that it names, and every key that the standing links tie to one of them.

What a submission is decided by, and what it changes, is of these keys. So the order of two submissions that touch none in common does not
matter, and one need not wait for the other.
"""

from collections.abc import Callable

from carebus.domain.identity.events import IdentityEvent
from carebus.domain.identity.units import NOBODY, key_of, person_of, units_of
from carebus.domain.identity.view import LinkedPerson, View
from carebus.domain.provenance import PatientKey


def touched_by(view_of: Callable[[str], View | None], submission: IdentityEvent) -> frozenset[PatientKey]:
    """The keys of all persons whom a submission is about, as the links stand; none of one that is not fit to be decided."""
    named = {key_of(unit) for unit in units_of(submission) if unit != NOBODY}
    return frozenset(named).union(*(_person(view_of(person_of(key))) for key in named))


def _person(view: View | None) -> tuple[PatientKey, ...]:
    return view.keys if isinstance(view, LinkedPerson) else ()
