"""The shared pictures of the area: each key with its whole person, each visit that was moved, each report under two patients."""

from enum import StrEnum

from carebus.domain.identity.link import Act, Link
from carebus.domain.provenance import PatientKey
from carebus.domain.record import Record


class Deceased(Record, frozen=True):
    """A person is dead: `at` as written, None where only the fact is known."""

    at: str | None
    act: Act


class AddressProtection(Record, frozen=True):
    """How strictly an address is protected: `level` as written."""

    level: str
    act: Act


class LinkedPerson(Record, frozen=True):
    """One key, and the person that it belongs to: all their keys, and every link between them.

    `keys` begins with `heads`, which give way to no other. `surviving` is what this key has given way to in the end, None where it has not.
    `deaths` and `protections` are what each source tells of this very key, and stay with it through merge and unmerge; `deceased` is the
    telling that goes before the others, `protection` the strictest (`tellings`).
    """

    key: PatientKey
    revision: int
    keys: tuple[PatientKey, ...]
    heads: tuple[PatientKey, ...]
    surviving: PatientKey | None = None
    links: tuple[Link, ...] = ()
    deceased: Deceased | None = None
    protection: AddressProtection | None = None
    deaths: tuple[Deceased, ...] = ()
    protections: tuple[AddressProtection, ...] = ()


class MovedVisit(Record, frozen=True):
    """A visit that was moved between two patients (A45): its items, under either key, are to be flagged `patient disputed`.

    `here`: the visit is now this key's, and came from `other`; else it went to `other`.
    """

    key: PatientKey
    visit: str
    revision: int
    here: bool
    other: PatientKey
    act: Act


class Shared(StrEnum):
    """What two patients cannot have in common."""

    MESSAGE_ID = "message-id"
    REPORT_ID = "report-id"


class Dispute(Record, frozen=True):
    """One message id or report id under two patients (R13, R16): `name` is its HMAC. `settled` is who looked at it, if anybody did."""

    key: PatientKey
    other: PatientKey
    shared: Shared
    name: str
    revision: int
    act: Act
    settled: Act | None = None


View = LinkedPerson | MovedVisit | Dispute


def alone(key: PatientKey) -> LinkedPerson:
    """A key of which nothing is known."""
    return LinkedPerson(key, 0, (key,), (key,))
