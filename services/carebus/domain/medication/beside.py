"""Understands what stands beside the rows and never changes them: prescriptions, dispensings, multidose, admissions, gaps (R8, R9, R29)."""

from datetime import datetime
from enum import StrEnum

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Dosage, Medicine, Person, PrescriptionId, TreatmentId
from carebus.domain.record import Record


class PrescriptionStatus(StrEnum):
    """What became of a prescription; recalled and expired are for good."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    RECALLED = "recalled"
    EXPIRED = "expired"


class Prescription(Record, frozen=True):
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


class Dispensing(Record, frozen=True):
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


class Responsible(Record, frozen=True):
    """The physician or the pharmacy of a multidose patient; `substitute`: registered by a colleague of the office (vikar)."""

    part: Part
    her_id: str
    person: Person
    since: datetime
    substitute: bool = False


class PackedItem(Record, frozen=True):
    """One medicine in a packed multidose."""

    name: str
    prescription: PrescriptionId | None = None
    treatment: TreatmentId | None = None


class Packing(Record, frozen=True):
    """What a pharmacy packed as multidose (M25.3), for the days from the first dose to the last."""

    id: str
    made: datetime
    first_dose: str | None = None
    last_dose: str | None = None
    pharmacy: str | None = None
    items: tuple[PackedItem, ...] = ()


class Admission(Record, frozen=True):
    """An open admission, by its encounter id."""

    encounter: str
    since: datetime
    organisation: str


class Discharge(Record, frozen=True):
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


class Gap(Record, frozen=True):
    """Something that is known to be missing: `place` is where it was looked for, `code` and `text` as that place gave them."""

    kind: GapKind
    place: str
    since: datetime
    code: str | None = None
    text: str | None = None


class Parameter(Record, frozen=True):
    """One parameter of a lookup's answer, as written (RFHarLaste, KJFeilkode …)."""

    name: str
    value: str
