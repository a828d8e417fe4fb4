"""The shared picture of the area: everything that must be known of one patient.

`version` is each entry's own, and what a writer states as base (R10). `revision` is one more at each change of any kind.
"""

from datetime import datetime

from carebus.domain.critical_info.entry import Content, EntryId, Kind, Person, Scope, Verification
from carebus.domain.provenance import Digest, SourceId, SubmissionId
from carebus.domain.record import Record


class Act(Record, frozen=True):
    """Where a statement came from: `original` is the SHA-256 of the bytes as received, `role` as the source registry has it."""

    source: SourceId
    submission_id: SubmissionId
    original: Digest
    message_id: str | None
    organisation: str
    role: str
    at: datetime
    received: datetime


class Recorder(Record, frozen=True):
    """Who stated an entry first; never replaced by who changes it (R11)."""

    source: SourceId
    organisation: str
    role: str
    at: datetime
    by: Person | None = None


class Step(Record, frozen=True):
    """What one version of an entry changed, by names of fields: what a stale refusal is made of (R10)."""

    version: int
    source: SourceId
    submission_id: SubmissionId
    at: datetime
    fields: tuple[str, ...]


class Entry(Record, frozen=True):
    """One piece of critical information as it stands.

    `act` is the newest that changed it, `updater` who did that and `updated` when. `reason` is why it was refuted. `resembles`: entries
    that were there before it and are about the same (duplicate candidates, R26). `expired`: when a clock announced its end, never what
    makes it inactive (R11). Retracted (`entered-in-error`): there is no `content`, and nothing else that would tell any of it (R10).
    """

    id: EntryId
    version: int
    kind: Kind
    verification: Verification
    recorder: Recorder
    updated: datetime
    act: Act
    updater: Person | None = None
    content: Content | None = None
    reason: str | None = None
    resembles: tuple[EntryId, ...] = ()
    expired: datetime | None = None
    steps: tuple[Step, ...] = ()


class NoneKnown(Record, frozen=True):
    """A person said that there is no known allergy in a scope (R26).

    It stands until `ended`: by an allergy that was stated later (`ended_by`), or by the same being said anew.
    """

    scope: Scope
    at: datetime
    by: Person
    act: Act
    ended: datetime | None = None
    ended_by: EntryId | None = None


class CriticalInformation(Record, frozen=True):
    """One patient's critical information. That it is empty says nothing: only `none_known` says that none is known (R26)."""

    revision: int
    entries: tuple[Entry, ...] = ()
    none_known: tuple[NoneKnown, ...] = ()

    def entry(self, wanted: str) -> Entry | None:
        """The entry of that id."""
        return next((entry for entry in self.entries if entry.id == wanted), None)


NOTHING = CriticalInformation(revision=0)
