"""Understands whether what is told of a patient's identity stands: who may (R25), and whether it contradicts what is known (R23)."""

from collections.abc import Mapping
from datetime import datetime

from carebus.domain.decision import Decision, Refused
from carebus.domain.identity.content import unfit
from carebus.domain.identity.decide_beside import decide_dispute, decide_one, decide_visit
from carebus.domain.identity.decide_links import decide_links
from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentityDisputed,
    IdentityEvent,
    PatientDeceased,
    VisitMoved,
)
from carebus.domain.identity.roles import not_allowed
from carebus.domain.identity.view import View


def decide(
    views: Mapping[str, View | None],
    submission: IdentityEvent,
    now: datetime,  # noqa: ARG001 - nothing here depends on the clock
) -> Decision[IdentityEvent]:
    """What becomes of a submission; `views` are the pictures of `units_of(submission)`, None or missing before their first fact.

    A refusal names fields and revisions, never a key. Nothing is held here: what has no usable number was held by the gateway (R23).
    """
    problems = tuple(unfit(submission))
    refusal = not_allowed(submission) or (Refused("R23", problems) if problems else None)
    if refusal:
        return refusal
    match submission:
        case PatientDeceased() | DeceasedRetracted() | AddressProtectionChanged():
            return decide_one(views, submission)
        case VisitMoved():
            return decide_visit(views, submission)
        case IdentityDisputed() | DisputeSettled():
            return decide_dispute(views, submission)
        case _:
            return decide_links(views, submission)
