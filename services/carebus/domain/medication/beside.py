"""Understands what stands beside the rows and never changes them: prescriptions, dispensings, multidose, admissions, gaps (R8, R9, R29)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Medicine, Person, PrescriptionId, TreatmentId


class PrescriptionStatus(StrEnum):
    """What became of a prescription; recalled and expired are for good."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    RECALLED = "recalled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Prescription:
    """A prescription, or an order during an admission (`encounter`), beside the list (R29).

    `treatment` is the row that its source names. `medicine` is None where only its end was told. `kind` is of 7491.
    """

    id: PrescriptionId
    medicine: Medicine | None = None
    dosage: Dosage | None = None
    treatment: TreatmentId | None = None
    status: PrescriptionStatus = PrescriptionStatus.ACTIVE
    issued: str | None = None
    valid_until: str | None = None
    repeats: str | None = None
    amount: str | None = None
    kind: Coding | None = None
    prescriber: Person | None = None
    encounter: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dispensing:
    """What a pharmacy handed out; `amount` as written."""

    id: str
    at: datetime
    medicine: Medicine | None = None
    prescription: PrescriptionId | None = None
    treatment: TreatmentId | None = None
    amount: str | None = None
    unit: str | None = None
    pharmacy: str | None = None


class Part(StrEnum):
    """What somebody is responsible for in multidose (M27.1)."""

    PHYSICIAN = "physician"
    PHARMACY = "pharmacy"


@dataclass(frozen=True, slots=True)
class Responsible:
    """The physician or the pharmacy of a multidose patient; `substitute`: registered by a colleague of the office (vikar)."""

    part: Part
    her_id: str
    person: Person
    since: datetime
    substitute: bool = False


@dataclass(frozen=True, slots=True)
class PackedItem:
    """One medicine in a packed multidose."""

    name: str
    prescription: PrescriptionId | None = None
    treatment: TreatmentId | None = None


@dataclass(frozen=True, slots=True)
class Packing:
    """What a pharmacy packed as multidose (M25.3), for the days from the first dose to the last."""

    id: str
    made: datetime
    first_dose: str | None = None
    last_dose: str | None = None
    pharmacy: str | None = None
    items: tuple[PackedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Admission:
    """An open admission, by its encounter id."""

    encounter: str
    since: datetime
    organisation: str


@dataclass(frozen=True, slots=True)
class Discharge:
    """An admission that ended, or that never was (`cancelled`, A11)."""

    encounter: str
    at: datetime
    cancelled: bool = False


class GapKind(StrEnum):
    """Why something is known to be missing (R9)."""

    LOCKED = "locked prescriptions"
    WITHHELD = "withheld rows"
    HELD = "held messages"
    SOURCE = "gap at the source"
    LOOKUP_FAILED = "lookup failed"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is known to be missing: `place` is where it was looked for, `code` and `text` as that place gave them."""

    kind: GapKind
    place: str
    since: datetime
    code: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a lookup's answer, as written (RFHarLaste, KJFeilkode …)."""

    name: str
    value: str
