"""Understands whether what is told of one key, of a visit, or of two patients with one report stands (R13, R16, R22, R23)."""

from collections.abc import Mapping
from typing import assert_never

from carebus.domain.decision import Accepted, Decision
from carebus.domain.identity.decide_links import person_view
from carebus.domain.identity.events import (
    AboutDispute,
    AboutOne,
    AddressProtectionChanged,
    DeceasedRetracted,
    IdentityDisputed,
    IdentityEvent,
    PatientDeceased,
    VisitMoved,
)
from carebus.domain.identity.refusals import Contradiction, refused
from carebus.domain.identity.roles import role_of
from carebus.domain.identity.tellings import ends_others, own, taken_back
from carebus.domain.identity.units import units_of
from carebus.domain.identity.view import Dispute, LinkedPerson, MovedVisit, View

Views = Mapping[str, View | None]


def decide_one(views: Views, submission: AboutOne) -> Decision[IdentityEvent]:
    """It stands beside what others tell; what its source, or a register for all, has said already is a duplicate (R23, R25).

    A death is taken back by who told it, or by a register.
    """
    known, source = person_view(views, submission.key), submission.provenance.source
    match submission:
        case PatientDeceased():
            death = own(known.deaths, source)
            is_new = death is None or death.at != submission.at or ends_others(submission.provenance, known.deaths)
        case AddressProtectionChanged():
            told = own(known.protections, source)
            is_new = (
                told is None or told.level != submission.level or ends_others(submission.provenance, known.protections)
            )
        case DeceasedRetracted():
            if taken_back(known.deaths, source, role_of(submission.provenance)) == known.deaths:
                return refused(_not_theirs(known), "key", known)
            is_new = True
        case _:
            assert_never(submission)
    return Accepted((submission,) if is_new else ())


def _not_theirs(known: LinkedPerson) -> Contradiction:
    return Contradiction.DECEASED_BY_OTHERS if known.deaths else Contradiction.NOT_DECEASED


def decide_visit(views: Views, submission: VisitMoved) -> Decision[IdentityEvent]:
    """A visit is moved from where it is; nobody has to be linked to anybody for that."""
    left, came = (views.get(unit) for unit in units_of(submission))
    if submission.moved_from == submission.moved_to:
        return refused(Contradiction.SAME_PATIENT, "moved_to", came)
    if isinstance(left, MovedVisit) and not left.here:
        if left.other == submission.moved_to:
            return Accepted(())
        return refused(Contradiction.VISIT_ELSEWHERE, "moved_from", left)
    if isinstance(came, MovedVisit) and came.here:
        return refused(Contradiction.VISIT_HERE, "moved_to", came)
    return Accepted((submission,))


def decide_dispute(views: Views, submission: AboutDispute) -> Decision[IdentityEvent]:
    """A dispute is raised once, whoever sees it again, and stays settled."""
    view = views.get(units_of(submission)[0])
    if submission.key == submission.other:
        return refused(Contradiction.SAME_PATIENT, "other", view)
    if isinstance(submission, IdentityDisputed):
        return Accepted((submission,) if view is None else ())
    if not isinstance(view, Dispute):
        return refused(Contradiction.NO_DISPUTE, "name", view)
    return Accepted((submission,) if view.settled is None else ())
