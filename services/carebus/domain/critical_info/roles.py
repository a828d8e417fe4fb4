"""Understands who may write critical information (R25)."""

from collections.abc import Iterator
from enum import StrEnum

from carebus.domain.critical_info.events import (
    AboutEntry,
    AllergyObserved,
    CriticalInfoExpired,
    CriticalInfoRetracted,
    CriticalInfoSubmission,
)
from carebus.domain.critical_info.refusals import Ruled
from carebus.domain.critical_info.view import Entry
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
    CLOCK = "clock"


MAY: dict[Role, frozenset[type]] = {
    Role.PATIENT: frozenset({AllergyObserved}),
    Role.CLOCK: frozenset({CriticalInfoExpired}),
}
"""Role to the records that it may send; who is not here works with patients, and may send them all.

Source: Kritisk Info FHIR API, "all roles may write", access being the EHR's to control; the patient, who may add an allergy as
unconfirmed, is our choice.
"""

_ROLES = {role.value: role for role in Role}


def role_of(provenance: Provenance) -> Role:
    """The role of who writes; an unknown one counts as the patient."""
    return _ROLES.get(provenance.author_role or "", Role.PATIENT)


def not_allowed(submission: CriticalInfoSubmission) -> Iterator[Ruled]:
    """A problem where the role may not send such a record at all."""
    role, kind = role_of(submission.provenance), type(submission)
    if role in MAY and kind not in MAY[role]:
        yield _problem("entries", f"a {role} may not send {kind.__name__}")


def not_theirs(entry: Entry, submission: AboutEntry) -> Iterator[Ruled]:
    """What somebody else recorded is masked by a physician alone (our choice): others retract what their own source recorded."""
    if not isinstance(submission, CriticalInfoRetracted):
        return
    role = role_of(submission.provenance)
    if role is not Role.PHYSICIAN and entry.recorder.source != submission.provenance.source:
        yield _problem(entry.id, f"a {role} may not retract what another source recorded")


def _problem(where: str, detail: str) -> Ruled:
    return ("R25", Problem(Code.NOT_ALLOWED, where, detail))
