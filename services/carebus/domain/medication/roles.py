"""Understands who may write what to the medication list (R25)."""

from enum import StrEnum

from carebus.domain.decision import Refused
from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    ChangeProposed,
    DiscrepancyAnswered,
    DiscrepancyReported,
    Dispensed,
    ListObserved,
    LockedItemReported,
    MedicationSubmission,
    MultidosePacked,
    MultidoseResponsibilityEnded,
    MultidoseResponsibilityRegistered,
    PrescriptionExpired,
    PrescriptionIssued,
    PrescriptionRecalled,
    PrescriptionSuspended,
    ProposalAccepted,
    ProposalDeclined,
)
from carebus.domain.medication.view import Act
from carebus.domain.medication.writes import (
    CeaseReversed,
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
)
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Provenance


class Role(StrEnum):
    """Who writes, by token or source registry, never by the payload."""

    PHYSICIAN = "physician"
    DENTIST = "dentist"
    MIDWIFE = "midwife"
    NURSE_PRESCRIBER = "nurse-prescriber"
    PHARMACIST = "pharmacist"
    NURSE = "nurse"
    HEALTH_WORKER = "health-worker"
    PATIENT = "patient"


_DOCTOR = frozenset({Role.PHYSICIAN})
_PRESCRIBERS = _DOCTOR | {Role.DENTIST, Role.MIDWIFE, Role.NURSE_PRESCRIBER}
_PHARMACY = _DOCTOR | {Role.PHARMACIST}
_ANYBODY = frozenset(Role)
_STAFF = _ANYBODY - {Role.PATIENT}

MAY: dict[type, frozenset[Role]] = {
    **dict.fromkeys((TreatmentAdded, TreatmentChanged, TreatmentPaused, TreatmentResumed, ListSubmitted), _PRESCRIBERS),
    **dict.fromkeys((TreatmentCeased, CeaseReversed), _PRESCRIBERS),
    **dict.fromkeys((PrescriptionIssued, PrescriptionRecalled, PrescriptionSuspended), _PRESCRIBERS),
    **dict.fromkeys((ListReconciled, TreatmentRetracted, ListClosed, ListReopened), _DOCTOR),
    **dict.fromkeys((ProposalAccepted, ProposalDeclined, DiscrepancyAnswered), _DOCTOR),
    **dict.fromkeys((Dispensed, MultidosePacked), _PHARMACY),
    **dict.fromkeys((MultidoseResponsibilityRegistered, MultidoseResponsibilityEnded), _PHARMACY),
    PrescriptionExpired: _PRESCRIBERS | _PHARMACY,
    **dict.fromkeys((ChangeProposed, DiscrepancyReported), _ANYBODY),
    **dict.fromkeys((AdmissionStarted, AdmissionEnded, LockedItemReported, ListObserved), _STAFF),
}
"""Record to the roles that may send it. Dentist, midwife and nurse with prescribing right touch their own rows alone (`owns`).

Source: R25 for decisions, proposals, M25.2 and M25.3; our choice for what a register or an admission system tells.
"""

_ROLES = {role.value: role for role in Role}


def role_of(provenance: Provenance) -> Role:
    """The role of who writes; an unknown one counts as the patient."""
    return _ROLES.get(provenance.author_role or "", Role.PATIENT)


def not_allowed(submission: MedicationSubmission) -> Refused | None:
    """The refusal of a record that the role may not send at all, of a list that it may not reconcile or retract from."""
    role = role_of(submission.provenance)
    if role is Role.PHYSICIAN and type(submission) in MAY:
        return None
    if role not in MAY.get(type(submission), ()):
        return refusal("list", f"a {role} may not send {type(submission).__name__}")
    match submission:
        case ListSubmitted(reconciles=True) | ListSubmitted(none_known=True):
            return refusal("list", f"a {role} may not reconcile")
        case ListSubmitted(retracted=(_, *_)):
            return refusal("list", f"a {role} may not retract")
        case ChangeProposed() if submission.proposal.multidose and role is not Role.PHARMACIST:
            return refusal("list", f"a {role} may not send M25.2")
        case _:
            return None


def owns(act: Act, provenance: Provenance) -> bool:
    """Whether the writer may change what `act` decided: everything for a physician, else what the same source and role decided last."""
    role = role_of(provenance)
    return role is Role.PHYSICIAN or (act.source == provenance.source and act.role == role)


def refusal(where: str, detail: str) -> Refused:
    """A refusal by R25."""
    return Refused("R25", (Problem(Code.NOT_ALLOWED, where, detail),))
