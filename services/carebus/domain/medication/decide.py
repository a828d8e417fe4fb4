"""Understands whether a submission to the medication list stands: who may (R25), on which base (R2), and what it does to the rows."""

from collections.abc import Mapping
from datetime import datetime

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.medication.based import not_current, overtaken, stale
from carebus.domain.medication.decide_act import decide_act
from carebus.domain.medication.decide_beside import decide_beside
from carebus.domain.medication.decide_closing import ELSEWHERE, decide_closing
from carebus.domain.medication.decide_list import decide_list
from carebus.domain.medication.events import Beside, MedicationEvent, MedicationSubmission
from carebus.domain.medication.limits import LIMITS, Limits
from carebus.domain.medication.roles import not_allowed
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import NOTHING, MedicationList, View
from carebus.domain.medication.writes import (
    CeaseReversed,
    Deciding,
    ListClosed,
    ListReconciled,
    ListReopened,
    ListSubmitted,
    TreatmentAdded,
    TreatmentCeased,
    TreatmentChanged,
    TreatmentPaused,
    TreatmentResumed,
    TreatmentRetracted,
    Write,
)


def decide(
    views: Mapping[str, View | None],
    submission: MedicationSubmission,
    now: datetime,
    limits: Limits = LIMITS,
) -> Decision[MedicationEvent]:
    """What becomes of a submission; `views` are the pictures of `units_of(submission)`, None or missing before their first fact.

    A refusal names row ids, names of fields and versions, never content (R21). A closed list takes no decision, for its writer reads where it
    goes on; a fact beside it stands, with an alarm, for it would be told nowhere else (R23). Nothing is ever held here: what cannot be decided as it
    stands is refused, and its writer decides again.
    """
    view = views.get(LIST)
    listed = view if isinstance(view, MedicationList) else NOTHING
    refusal = not_allowed(submission)
    if refusal:
        return refusal
    if isinstance(submission, ListClosed | ListReopened):
        return decide_closing(listed, submission, now, limits)
    if listed.closed and isinstance(submission, Write):
        return Refused("R23", (ELSEWHERE,))
    decision = _decided(listed, views, submission, now, limits)
    if listed.closed and isinstance(decision, Accepted):
        return Accepted(decision.events, (ELSEWHERE, *decision.alarms))
    return decision


def _decided(
    listed: MedicationList,
    views: Mapping[str, View | None],
    submission: Deciding | Beside,
    now: datetime,
    limits: Limits,
) -> Decision[MedicationEvent]:
    match submission:
        case ListSubmitted():
            return decide_list(listed, views, submission, now, limits)
        case TreatmentAdded() | TreatmentChanged() | TreatmentPaused() | TreatmentResumed():
            return decide_act(listed, views, submission, now, limits)
        case TreatmentCeased() | CeaseReversed() | TreatmentRetracted():
            return decide_act(listed, views, submission, now, limits)
        case ListReconciled():
            return _reconcile(listed, submission, now, limits)
        case _:
            return decide_beside(listed, submission, now, limits)


def _reconcile(
    listed: MedicationList, submission: ListReconciled, now: datetime, limits: Limits
) -> Decision[MedicationEvent]:
    refusal = not_current(listed, submission, now, limits)
    if refusal is None and overtaken(listed, submission):
        refusal = stale(listed, submission, {})
    return refusal or Accepted((submission,))
