"""Understands an ongoing treatment that others must know of as a FHIR Procedure.

Source: Kritisk Info FHIR API: in-progress, completed where its validUntil is reached, entered-in-error; refuted, `not-done` is our choice.
"""

from datetime import datetime

from carebus.domain.critical_info.entry import Content, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Entry
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_parts import about, annotated, category, head, recorder, shown
from carebus.formats.fhir.write_dates import date, instant, period, unsaid
from carebus.formats.fhir.write_parts import Json, concept, element

PROCEDURE = "Procedure"
_WITHDRAWN = {Verification.REFUTED: "not-done", Verification.ENTERED_IN_ERROR: "entered-in-error"}


def procedure(told: Entry, now: datetime, at: Addresses) -> Json:
    """The entry of a treatment as it stands `now`; of one that is retracted, that it was."""
    content = told.content or Content()
    holds = "in-progress" if is_active(told, now) else "completed"
    refuted = told.verification is Verification.REFUTED
    status = _WITHDRAWN.get(told.verification, holds)
    resource = {
        **head(told, status),
        "status": status,
        "statusReason": concept(None, "refuted", told.reason) if refuted else {},
        "category": category(told.kind),
        "code": about(content),
        "subject": at.subject,
        **_performed(content),
        "recorder": recorder(told.recorder),
        "note": annotated(told, *said(told)),
    }
    return at.entry(PROCEDURE, told.id, resource)


def said(told: Entry) -> tuple[str | None, ...]:
    """What has no element of its own here: how sure and grave it is, when it was first recorded, reactions, and dates that FHIR does not take."""
    content = told.content
    if content is None:
        return ()
    return (
        f"verification: {told.verification.value}",
        f"severity: {content.severity.value}" if content.severity else None,
        f"recorded {instant(told.recorder.at)}",
        *(f"reaction: {words}" for words in map(shown, content.reactions) if words),
        unsaid(_begun(content), content.valid_until),
        f"onset {content.onset}" if content.onset and content.onset != _begun(content) else None,
    )


def _performed(content: Content) -> Json:
    return element({"performedPeriod": period(_begun(content), content.valid_until)})


def _begun(content: Content) -> str | None:
    """When it began, as a date where there is one."""
    return content.started if date(content.started) else content.onset if date(content.onset) else content.started
