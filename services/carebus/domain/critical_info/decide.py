"""Understands whether a submission of critical information stands: who may (R25), on which version (R10), and beside what (R26)."""

from collections.abc import Mapping
from datetime import datetime

from carebus.domain.critical_info.content import misnamed, unclean
from carebus.domain.critical_info.decide_addition import decide_addition
from carebus.domain.critical_info.decide_none_known import decide_none_known
from carebus.domain.critical_info.decide_revision import decide_revision
from carebus.domain.critical_info.events import (
    AllergyObserved,
    CriticalInfoEvent,
    CriticalInfoRegistered,
    CriticalInfoSubmission,
    NoneKnownStated,
)
from carebus.domain.critical_info.limits import LIMITS, Limits
from carebus.domain.critical_info.refusals import Ruled, refused
from carebus.domain.critical_info.roles import not_allowed
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING, CriticalInformation
from carebus.domain.decision import Decision


def decide(
    views: Mapping[str, CriticalInformation | None],
    submission: CriticalInfoSubmission,
    now: datetime,
    limits: Limits = LIMITS,
) -> Decision[CriticalInfoEvent]:
    """What becomes of a submission; the view is None or missing before its first fact.

    The fact is the submission itself, nothing put in: a refutation and a retraction are events of their own (R12). A refusal names ids,
    names of fields and versions, never content (R21). Nothing is ever held here.
    """
    picture = views.get(ENTRIES) or NOTHING
    refusal = refused(not_allowed(submission)) or refused(_illegible(submission, limits))
    if refusal:
        return refusal
    match submission:
        case NoneKnownStated():
            return decide_none_known(picture, submission, now, limits)
        case CriticalInfoRegistered() | AllergyObserved():
            return decide_addition(picture, submission, limits)
        case _:
            return decide_revision(picture, submission, now, limits)


def _illegible(submission: CriticalInfoSubmission, limits: Limits) -> tuple[Ruled, ...]:
    if isinstance(submission, NoneKnownStated):
        return tuple(unclean("none-known", submission, limits))
    return tuple(misnamed(submission.id)) or tuple(unclean(submission.id, submission, limits))
