"""Understands a changed routine (annen prosedyreendring) as a FHIR Flag.

Source: Kritisk Info FHIR API: active, inactive where its period is over, entered-in-error. R4 gives a Flag no notes: they are in the
extension `note` of HL7.
"""

from datetime import datetime

from carebus.domain.critical_info.entry import Content, Verification
from carebus.domain.critical_info.status import is_active
from carebus.domain.critical_info.view import Entry
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_parts import MASKED, about, annotated, category, head, recorder
from carebus.formats.fhir.write_critical_procedures import said
from carebus.formats.fhir.write_dates import period
from carebus.formats.fhir.write_parts import Json, extension

FLAG = "Flag"
NOTE = "http://hl7.org/fhir/StructureDefinition/note"


def flag(told: Entry, now: datetime, at: Addresses) -> Json:
    """The entry of a changed routine as it stands `now`; of one that is retracted, that it was."""
    content, gone = told.content or Content(), told.verification is Verification.ENTERED_IN_ERROR
    holds = "active" if is_active(told, now) else "inactive"
    status = Verification.ENTERED_IN_ERROR.value if gone else holds
    common = head(told, status)
    remarked = [extension(NOTE, valueAnnotation=each) for each in annotated(told, *said(told))]
    resource = {
        **common,
        "extension": [*common["extension"], *remarked],
        "status": status,
        "category": [category(told.kind)],
        "code": MASKED if gone else about(content),
        "subject": at.subject,
        "period": period(content.started, content.valid_until),
        "author": recorder(told.recorder),
    }
    return at.entry(FLAG, told.id, resource)
