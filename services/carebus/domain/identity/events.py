"""The vocabulary of the area: what may be submitted, and what may have happened (R23). Each record is both.

In a fact about links `decide` has put `before`: every link of the two persons as they stood, so that the picture of each of their keys can
be told from the fact alone. What a submission says there is not listened to.
"""

from carebus.domain.identity.link import Link
from carebus.domain.identity.view import Shared
from carebus.domain.provenance import PatientKey, Provenance
from carebus.domain.record import Record


class IdentifierAssigned(Record, frozen=True):
    """`key` is one more number of the patient `to`, which goes on to prevail: a help number or a local number of a known person."""

    provenance: Provenance
    key: PatientKey
    to: PatientKey
    before: tuple[Link, ...] = ()


class IdentifierReplaced(Record, frozen=True):
    """`new` took the place of `old` (A47; D-number to FNR, help number to FNR), and prevails."""

    provenance: Provenance
    old: PatientKey
    new: PatientKey
    before: tuple[Link, ...] = ()


class IdentifierRetracted(Record, frozen=True):
    """That `key` is, or was replaced by, a number of the patient `to` was told in error."""

    provenance: Provenance
    key: PatientKey
    to: PatientKey
    before: tuple[Link, ...] = ()


class PatientsMerged(Record, frozen=True):
    """Two records are one person's (A40): `losing` gives way to `surviving`. No data moves."""

    provenance: Provenance
    losing: PatientKey
    surviving: PatientKey
    before: tuple[Link, ...] = ()


class PatientsUnmerged(Record, frozen=True):
    """A merge is undone: both are again what they would be without it."""

    provenance: Provenance
    losing: PatientKey
    surviving: PatientKey
    before: tuple[Link, ...] = ()


class PatientsLinked(Record, frozen=True):
    """Two records are one person's, and neither gives way (A24)."""

    provenance: Provenance
    one: PatientKey
    other: PatientKey
    before: tuple[Link, ...] = ()


class PatientsUnlinked(Record, frozen=True):
    """A link is undone (A37)."""

    provenance: Provenance
    one: PatientKey
    other: PatientKey
    before: tuple[Link, ...] = ()


class VisitMoved(Record, frozen=True):
    """A visit belongs to another patient than it was sent for (A45). It is no merge: the two stay strangers."""

    provenance: Provenance
    visit: str
    moved_from: PatientKey
    moved_to: PatientKey


class PatientDeceased(Record, frozen=True):
    """A patient is dead; `at` as written."""

    provenance: Provenance
    key: PatientKey
    at: str | None = None


class DeceasedRetracted(Record, frozen=True):
    """A patient was called dead in error."""

    provenance: Provenance
    key: PatientKey


class AddressProtectionChanged(Record, frozen=True):
    """A patient's address is protected (code 6 strengt fortrolig, code 7 fortrolig), or no longer; `level` as written."""

    provenance: Provenance
    key: PatientKey
    level: str


class IdentityDisputed(Record, frozen=True):
    """One message id or report id came under two patients (R13, R16); `name` is the HMAC of what they share, never the id."""

    provenance: Provenance
    key: PatientKey
    other: PatientKey
    shared: Shared
    name: str


class DisputeSettled(Record, frozen=True):
    """Somebody looked at a dispute; what they found is told by acts of its own."""

    provenance: Provenance
    key: PatientKey
    other: PatientKey
    name: str


Tying = IdentifierAssigned | IdentifierReplaced | PatientsMerged | PatientsLinked
Untying = IdentifierRetracted | PatientsUnmerged | PatientsUnlinked
AboutLinks = Tying | Untying
AboutOne = PatientDeceased | DeceasedRetracted | AddressProtectionChanged
AboutDispute = IdentityDisputed | DisputeSettled
IdentityEvent = AboutLinks | AboutOne | VisitMoved | AboutDispute
