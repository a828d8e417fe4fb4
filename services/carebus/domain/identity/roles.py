"""Understands who may tell what of a patient's identity (R25).

Source: R25 says that the role never comes from the payload and that an unknown one counts as the patient; the matrix is our choice.
"""

from enum import StrEnum
from typing import get_args

from carebus.domain.decision import Refused
from carebus.domain.identity.events import IdentityDisputed, IdentityEvent
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import Provenance


class Role(StrEnum):
    """Who writes, by token or source registry: those of R25, a register of persons, and what watches the bus."""

    PHYSICIAN = "physician"
    DENTIST = "dentist"
    MIDWIFE = "midwife"
    NURSE_PRESCRIBER = "nurse-prescriber"
    PHARMACIST = "pharmacist"
    NURSE = "nurse"
    HEALTH_WORKER = "health-worker"
    REGISTER = "register"
    WATCH = "watch"
    PATIENT = "patient"


_STAFF = frozenset(Role) - {Role.PATIENT, Role.WATCH}

MAY: dict[type, frozenset[Role]] = {
    **dict.fromkeys(get_args(IdentityEvent), _STAFF),
    IdentityDisputed: _STAFF | {Role.WATCH},
}
"""Record to the roles that may send it. A patient tells nothing here; what watches the bus raises disputes and settles none."""

_ROLES = {role.value: role for role in Role}


def role_of(provenance: Provenance) -> Role:
    """The role of who writes; an unknown one counts as the patient."""
    return _ROLES.get(provenance.author_role or "", Role.PATIENT)


def not_allowed(submission: IdentityEvent) -> Refused | None:
    """The refusal of a record that the role may not send."""
    role = role_of(submission.provenance)
    if role in MAY[type(submission)]:
        return None
    detail = f"a {role} may not send {type(submission).__name__}"
    return Refused("R25", (Problem(Code.NOT_ALLOWED, "role", detail),))
