"""The facts of the results area; every one of them is also a submission, accepted as it was sent."""

from dataclasses import dataclass
from datetime import datetime

from carebus.domain.provenance import Provenance
from carebus.domain.results.report import LaboratoryId, Party, Report, ReportId


@dataclass(frozen=True, slots=True)
class ReportIssued:
    """A laboratory sent a report as new (7309 N)."""

    provenance: Provenance
    report: Report


@dataclass(frozen=True, slots=True)
class ReportAmended:
    """A laboratory changed or added to a report (7309 M, A, H): a snapshot or a delta (R15)."""

    provenance: Provenance
    report: Report


@dataclass(frozen=True, slots=True)
class ReportCancelled:
    """A laboratory withdrew a report (7309 C), known or not (R13)."""

    provenance: Provenance
    report: Report


@dataclass(frozen=True, slots=True)
class ResultAcknowledged:
    """Who follows up has seen the report as it stood at `version`, the GenDate of the newest version read (R27)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    version: datetime
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpAssigned:
    """Somebody else than the requester follows up the report (R27)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    to: Party
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportReleased:
    """The requester releases the report to the patient (R28)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    by: str
    at: datetime


ReportTold = ReportIssued | ReportAmended | ReportCancelled
ResultEvent = ReportTold | ResultAcknowledged | FollowUpAssigned | ReportReleased
