"""The shared picture of one report: every version that was told of it, and what stands now.

A view is a pure function of the set of facts about the report (R18): arrival order never shows, but in `revision`.
Values stand once, in the versions; rows point to them and carry the status that the rules derive.
"""

from datetime import datetime
from enum import StrEnum

from carebus.domain.provenance import Provenance
from carebus.domain.record import Record
from carebus.domain.results.report import LaboratoryId, Party, Report, ReportId


class Status(StrEnum):
    """FHIR R4 DiagnosticReport and Observation status, as R14 uses them."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"
    APPENDED = "appended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """What a reader of a report or row must know beside its status."""

    REPORT_ID_REUSED = "report id reused"
    IDENTITY_DISPUTED = "identity disputed"
    CONFLICT = "conflict"
    ORIGINAL_NOT_RECEIVED = "cancelled, original not received"
    ORIGINAL_MISSING = "amended, original not received"
    REISSUED_AFTER_CANCEL = "reissued after cancel"
    AMENDED_AFTER_CANCEL = "amended after cancel"
    CANCELS_UNKNOWN_ITEM = "cancels an unknown item"
    NOT_REPEATED = "not repeated"
    ROOT_MISSING = "root missing"
    AMBIGUOUS_HOUR = "ambiguous hour"
    ZONE_ASSUMED = "zone assumed"
    MESSAGE_ID_REUSED = "message id reused"
    REVISED = "revised"


class Version(Record, frozen=True):
    """One telling of the report: ordered by `report.generated`, then by clinical digest (R13).

    `messages` are the provenances of every message that told it so (copies, re-sent messages), sorted by original digest;
    `recipients` are the parties that any of them names as requester or copy recipient (R17).
    """

    report: Report
    messages: tuple[Provenance, ...]
    recipients: tuple[Party, ...]


class Row(Record, frozen=True):
    """One row of the picture: `versions[version].report.items[item]`, under the row at index `under` of the same list.

    `nilar` is NILAR's own value for the same pair of codes; None where a group row has no status of its own (R14 f).
    `pair` is the source pair "8245|8270" as the rules resolved it. `absent_in` is, for a row that is not repeated, the
    GenDate of the version that leaves it out (R15).
    """

    version: int
    item: int
    under: int | None
    status: Status | None
    nilar: str | None
    pair: str
    flags: tuple[Flag, ...] = ()
    absent_in: datetime | None = None


class FollowUp(Record, frozen=True):
    """Who follows the report up (R27): open until acknowledged, open again after a later amendment or cancel."""

    responsible: Party | None
    open: bool
    since: datetime | None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None


class Occurrence(Record, frozen=True):
    """One set of samples reported under the report id: a laboratory reuses ids (R13).

    `versions` are indexes into the view's versions, oldest first. `current` is what stands; `apart` is what must be kept and not
    be taken for current: rows not repeated and rows whose root is missing (R15). `changed` is the GenDate of the version that
    last changed something clinical (R5); `released` when the requester released it to the patient (R28).
    """

    versions: tuple[int, ...]
    status: Status
    nilar: str
    pair: str
    flags: tuple[Flag, ...]
    current: tuple[Row, ...]
    apart: tuple[Row, ...]
    changed: datetime
    follow_up: FollowUp | None
    recipients: tuple[Party, ...]
    released: datetime | None = None


class Acknowledgement(Record, frozen=True):
    """A `ResultAcknowledged`, kept so that the view can be derived again."""

    version: datetime
    by: str
    at: datetime
    provenance: Provenance


class Assignment(Record, frozen=True):
    """A `FollowUpAssigned`, kept so that the view can be derived again."""

    to: Party
    at: datetime
    provenance: Provenance


class Release(Record, frozen=True):
    """A `ReportReleased`, kept so that the view can be derived again."""

    by: str
    at: datetime
    provenance: Provenance


class ReportView(Record, frozen=True):
    """Everything known of one report: patient, laboratory and report id are its key. `revision` is one more at each change."""

    laboratory: LaboratoryId
    report_id: ReportId
    revision: int
    flags: tuple[Flag, ...]
    versions: tuple[Version, ...]
    occurrences: tuple[Occurrence, ...]
    acknowledgements: tuple[Acknowledgement, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    releases: tuple[Release, ...] = ()
