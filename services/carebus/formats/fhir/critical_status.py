"""Understands how sure an entry is, by the status of whichever resource it is: mistenkt, antatt, bekreftet, avkreftet, slettet.

Source: Kritisk Info FHIR API for which status says what; FHIR R4, condition-ver-status. A Condition that says nothing is unconfirmed (our choice).
"""

from carebus.domain.critical_info.entry import Verification
from carebus.formats.fhir import extensions
from carebus.formats.fhir.concepts import codes
from carebus.formats.fhir.critical_kinds import CONDITION, DEVICE_USE, FLAG, PROCEDURE
from carebus.formats.fhir.critical_told import AsTold
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parts import not_mapped
from carebus.formats.fhir.systems import KJ_EXTENSION

_IN_ERROR = {"entered-in-error": Verification.ENTERED_IN_ERROR}
STATUSES = {
    CONDITION: _IN_ERROR
    | {
        "unconfirmed": Verification.UNCONFIRMED,
        "differential": Verification.UNCONFIRMED,
        "provisional": Verification.PRESUMED,
        "confirmed": Verification.CONFIRMED,
        "refuted": Verification.REFUTED,
    },
    PROCEDURE: _IN_ERROR
    | {
        "preparation": Verification.CONFIRMED,
        "in-progress": Verification.CONFIRMED,
        "on-hold": Verification.CONFIRMED,
        "completed": Verification.REFUTED,
        "not-done": Verification.REFUTED,
    },
    FLAG: _IN_ERROR | {"active": Verification.CONFIRMED, "inactive": Verification.REFUTED},
    DEVICE_USE: _IN_ERROR
    | {
        "active": Verification.CONFIRMED,
        "on-hold": Verification.CONFIRMED,
        "completed": Verification.REFUTED,
    },
}
"""Type of resource to what each of its statuses says; `preparation` is a treatment that the patient waits for."""

_NO_STATUS = "no status by which an entry of this record type says how sure it is"
_NOT_ACTIVE = (
    "not active, neither refuted nor with an end: an alert holds until its end (R11). Refute it, or say when it ended"
)
_OVER = frozenset({"inactive", "resolved", "remission"})


def verification(resource: Element) -> Verification | None:
    """How sure it is; None, and a problem, where its status says nothing of the sort."""
    where, status = _status(resource)
    known = STATUSES.get(resource.kind or "", {})
    if status is None and resource.kind != CONDITION:
        return None
    if status is not None and status not in known:
        resource.wrong(where, _NO_STATUS)
        return None
    told = AsTold(resource)
    if told.verification and told.text("status") == status:
        return told.verification
    sure = Verification.UNCONFIRMED if status is None else known[status]
    _not_over(resource, sure)
    return Verification.PRESUMED if sure is Verification.UNCONFIRMED and _is_presumed(resource) else sure


def _status(resource: Element) -> tuple[str, str | None]:
    """Where the status stands, and its code."""
    if resource.kind == CONDITION:
        told = codes(resource.one("verificationStatus"))
        return "verificationStatus", next(
            (each for each in STATUSES[CONDITION] if each in told), next(iter(told), None)
        )
    return "status", resource.needed("status")


def _is_presumed(resource: Element) -> bool:
    return extensions.flag(resource.one("verificationStatus"), KJ_EXTENSION["KjPresumed"]) is True


def _not_over(resource: Element, sure: Verification) -> None:
    """A problem for a Condition that is over without an end."""
    ends = extensions.date(resource, KJ_EXTENSION["KjValidUntil"]) or any(
        name.startswith("abatement") for name in resource.node
    )
    if sure in (Verification.REFUTED, Verification.ENTERED_IN_ERROR) or ends:
        return
    if codes(resource.one("clinicalStatus")) & _OVER:
        not_mapped(resource, "clinicalStatus", _NOT_ACTIVE)
