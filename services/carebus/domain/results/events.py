"""The facts of the results area; every one of them is also a submission, accepted as it was sent."""

from datetime import datetime

from carebus.domain.provenance import Provenance
from carebus.domain.record import Record
from carebus.domain.results.report import LaboratoryId, Party, Report, ReportId


class ReportIssued(Record, frozen=True):
    """A laboratory sent a report as new (7309 N)."""

    provenance: Provenance
    report: Report


class ReportAmended(Record, frozen=True):
    """A laboratory changed or added to a report (7309 M, A, H): a snapshot or a delta (R15)."""

    provenance: Provenance
    report: Report


class ReportCancelled(Record, frozen=True):
    """A laboratory withdrew a report (7309 C), known or not (R13)."""

    provenance: Provenance
    report: Report


class ResultAcknowledged(Record, frozen=True):
    """Who follows up has seen the report as it stood at `version`, the GenDate of the newest version read (R27)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    version: datetime
    by: str
    at: datetime


class FollowUpAssigned(Record, frozen=True):
    """Somebody else than the requester follows up the report (R27)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    to: Party
    at: datetime


class ReportReleased(Record, frozen=True):
    """The requester releases the report to the patient (R28)."""

    provenance: Provenance
    laboratory: LaboratoryId
    report_id: ReportId
    by: str
    at: datetime


ReportTold = ReportIssued | ReportAmended | ReportCancelled
ResultEvent = ReportTold | ResultAcknowledged | FollowUpAssigned | ReportReleased
