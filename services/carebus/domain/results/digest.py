"""Understands when two tellings of a report say the same to a clinician (R16)."""

import hashlib
import json
from datetime import UTC, datetime

from carebus.domain.record import NODEFAULT, Record, fields
from carebus.domain.results.report import Moment, Report, Request, ResultItem, Specimen

_LEFT_OUT: dict[type, frozenset[str]] = {
    Report: frozenset(
        {
            *("message_id", "generated", "generated_as", "clinical_digest"),  # which message it was
            *("issued", "acknowledgement", "message_status", "documents_dropped"),  # IssueDate is not trustworthy (R13)
            *("requester", "provider", "responsible", "copies", "related"),  # who sent, asked and receives
        }
    ),
    Request: frozenset({"payment", "acknowledgement"}),
    Specimen: frozenset({"performers"}),
    ResultItem: frozenset({"performers"}),
}
_FIELDS: dict[type, tuple[tuple[str, object], ...]] = {}


def clinical_digest(report: Report) -> str:
    """SHA-256, in hexadecimal, over what matters to a clinician.

    It leaves out who asked, answered, was responsible and received copies, provider details, and everything that says which
    message it was: MsgId, GenDate (a version is GenDate *and* digest) and IssueDate. A time counts as the instant that it
    means, so a re-serialised timestamp is no change (R5). Fields without content are left out, so that a field
    that a later release adds leaves the digests of older reports as they were.
    """
    told = json.dumps(clinical(report), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(told.encode("ascii")).hexdigest()


def clinical(thing: object) -> object:
    """What of a report, or of a part of it, matters to a clinician: lists, text and numbers only."""
    if thing is None or isinstance(thing, str):
        return thing
    if isinstance(thing, tuple):
        return [clinical(part) for part in thing]
    if isinstance(thing, Moment):
        return _instant(thing)
    if isinstance(thing, Record):
        values = [(name, getattr(thing, name), empty) for name, empty in _clinical_fields(type(thing))]
        return [[name, clinical(value)] for name, value, empty in values if value is not empty and value != empty]
    return thing


def _clinical_fields(kind: type) -> tuple[tuple[str, object], ...]:
    known = _FIELDS.get(kind)
    if known is None:
        left_out = _LEFT_OUT.get(kind, frozenset())
        told = (field for field in fields(kind) if field.name not in left_out)
        known = _FIELDS[kind] = tuple(
            (field.name, None if field.default is NODEFAULT else field.default) for field in told
        )
    return known


def _instant(moment: Moment) -> str:
    return _in_utc(moment.instant) if moment.instant else moment.written


def _in_utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
