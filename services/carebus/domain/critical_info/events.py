"""The vocabulary of the area: each record is a submission, and a fact once accepted, as it was sent.

`id` is the entry's, as its source named it. `base` is the version of that entry that the writer had read (R10).
"""

from datetime import datetime

from carebus.domain.critical_info.entry import Content, EntryId, Kind, Person, Scope, Verification
from carebus.domain.provenance import Provenance
from carebus.domain.record import Record


class CriticalInfoRegistered(Record, frozen=True):
    """Something that must be known is stated for the first time."""

    provenance: Provenance
    id: EntryId
    kind: Kind
    verification: Verification
    content: Content
    by: Person | None = None


class CriticalInfoUpdated(Record, frozen=True):
    """An entry is as told from now on, the whole of it; its kind and code are frozen, and it neither refutes nor retracts (R10, R12)."""

    provenance: Provenance
    id: EntryId
    base: int
    kind: Kind
    verification: Verification
    content: Content
    by: Person | None = None


class CriticalInfoRefuted(Record, frozen=True):
    """What was stated is found not to be so (avkreftet): it stays, and is not active (R10, R12)."""

    provenance: Provenance
    id: EntryId
    base: int
    reason: str | None = None
    by: Person | None = None


class CriticalInfoRetracted(Record, frozen=True):
    """It was registered in error (slettet), as on the wrong patient: every version of it is masked, and the fact stays (R10, R12)."""

    provenance: Provenance
    id: EntryId
    base: int
    reason: str | None = None
    by: Person | None = None


class CriticalInfoExpired(Record, frozen=True):
    """A clock announces at `at` that an entry is not active any more; it was so without being announced (R11)."""

    provenance: Provenance
    id: EntryId
    base: int
    at: datetime


class NoneKnownStated(Record, frozen=True):
    """A person says at `at` that the patient has no known allergy in a scope (R26)."""

    provenance: Provenance
    scope: Scope
    at: datetime
    by: Person


class AllergyObserved(Record, frozen=True):
    """Another system has this allergy (HL7 v2 AL1, a foreign AllergyIntolerance): only ever added, as unconfirmed (R26).

    The same id stands for the same allergy of the same source at every telling.
    """

    provenance: Provenance
    id: EntryId
    kind: Kind
    content: Content
    by: Person | None = None


Addition = CriticalInfoRegistered | AllergyObserved
Withdrawal = CriticalInfoRefuted | CriticalInfoRetracted
Revision = CriticalInfoUpdated | Withdrawal | CriticalInfoExpired
AboutEntry = Addition | Revision
CriticalInfoSubmission = AboutEntry | NoneKnownStated
CriticalInfoEvent = CriticalInfoSubmission
