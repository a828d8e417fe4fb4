"""Understands which ids a fact shows, and of whom it tells under them (R13, R16)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from carebus.domain.identity.shared import message_name, report_name
from carebus.domain.identity.view import Shared
from carebus.domain.provenance import PatientKey, Provenance, SourceId, SubmissionId
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued

_DIGEST = 8
_PART = re.compile(r"#([0-9]{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One id under one patient: `name` is all that is left of it.

    `part` is the place in its message: what stands at one place of a message is told of one patient, so a message that tells of several has
    no dispute with itself, nor with a repeat of itself in other bytes. `said` is the clinical content (R16), in so many bytes of its digest
    that no two meet by chance; nothing where no digest is of the content alone. `source` is who sent it.
    """

    shared: Shared
    name: str
    part: int
    patient: PatientKey
    said: bytes
    source: SourceId


def sightings(fact: Any, patient: PatientKey, secret: bytes) -> Iterator[Sighting]:
    """What a fact of any area shows: the id of its message if it has one, and of a report its own."""
    told: Provenance = fact.provenance
    report = fact.report if isinstance(fact, ReportIssued | ReportAmended | ReportCancelled) else None
    if told.message_id:
        name = message_name(secret, told.source, told.message_id)
        said = bytes.fromhex(report.clinical_digest)[:_DIGEST] if report else b""
        yield Sighting(Shared.MESSAGE_ID, name, _part(told.submission_id), patient, said, told.source)
    if report:
        name = report_name(secret, report.laboratory, report.report_id)
        yield Sighting(Shared.REPORT_ID, name, 0, patient, b"", told.source)


def _part(submission: SubmissionId) -> int:
    """Submissions are named `<message>#<part>` by the gateway; one that its sender named is the whole of its message."""
    found = _PART.search(submission)
    return int(found[1]) if found else 0
