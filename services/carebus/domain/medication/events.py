"""The facts beside the rows, and the vocabulary of the area: what may be submitted, and what may have happened."""

from datetime import datetime

from carebus.domain.medication.beside import Dispensing, Gap, Packing, Parameter, Part, Prescription
from carebus.domain.medication.treatment import Person, PrescriptionId, Treatment
from carebus.domain.medication.waiting import Discrepancy, Proposal
from carebus.domain.medication.writes import Cease, TreatmentEnded, Write
from carebus.domain.provenance import Provenance, SubmissionId
from carebus.domain.record import Record


class PrescriptionIssued(Record, frozen=True):
    """A prescription, or the order of an admission, was issued or changed; `made_in` is the write of the list that it belongs to (R2)."""

    provenance: Provenance
    prescription: Prescription
    made_in: SubmissionId | None = None


class PrescriptionRecalled(Record, frozen=True):
    """A prescription was withdrawn."""

    provenance: Provenance
    prescription: PrescriptionId
    made_in: SubmissionId | None = None


class PrescriptionExpired(Record, frozen=True):
    """A prescription is used up or too old."""

    provenance: Provenance
    prescription: PrescriptionId


class PrescriptionSuspended(Record, frozen=True):
    """A prescription is on hold (ORC-1 HD), or no longer (RL): `released`."""

    provenance: Provenance
    prescription: PrescriptionId
    released: bool = False


class Dispensed(Record, frozen=True):
    """A pharmacy handed something out (RDS, MedicationDispense)."""

    provenance: Provenance
    dispensing: Dispensing


class ChangeProposed(Record, frozen=True):
    """Somebody wishes a change: a pharmacy (M25.2), home care, the patient (R7). Its role, source and answer are not listened to."""

    provenance: Provenance
    proposal: Proposal


class ProposalAccepted(Record, frozen=True):
    """A physician agrees; the change itself is a write of its own."""

    provenance: Provenance
    proposal: str
    by: Person | None = None
    text: str | None = None


class ProposalDeclined(Record, frozen=True):
    """A physician does not agree."""

    provenance: Provenance
    proposal: str
    by: Person | None = None
    text: str | None = None


class DiscrepancyReported(Record, frozen=True):
    """Somebody reports that list and reality differ (R7). Its role, source and answer are not listened to."""

    provenance: Provenance
    discrepancy: Discrepancy


class DiscrepancyAnswered(Record, frozen=True):
    """A physician answers a report."""

    provenance: Provenance
    discrepancy: str
    by: Person | None = None
    text: str | None = None


class MultidoseResponsibilityRegistered(Record, frozen=True):
    """A physician or a pharmacy takes on the multidose of a patient (M27.1)."""

    provenance: Provenance
    part: Part
    her_id: str
    person: Person
    substitute: bool = False


class MultidoseResponsibilityEnded(Record, frozen=True):
    """The physician or the pharmacy of a multidose patient gives it up (M27.1)."""

    provenance: Provenance
    part: Part
    her_id: str
    person: Person


class MultidosePacked(Record, frozen=True):
    """A pharmacy packed multidose (M25.3)."""

    provenance: Provenance
    packing: Packing


class AdmissionStarted(Record, frozen=True):
    """The patient was admitted (A01), or a discharge was taken back (A13: `reopens`)."""

    provenance: Provenance
    encounter: str
    at: datetime
    reopens: bool = False


class AdmissionEnded(Record, frozen=True):
    """The patient was discharged (A03), or had never been admitted (A11: `cancelled`)."""

    provenance: Provenance
    encounter: str
    at: datetime
    cancelled: bool = False


class LockedItemReported(Record, frozen=True):
    """A register says that prescriptions are locked (låst resept), or no longer; never which (R9)."""

    provenance: Provenance
    place: str
    locked: bool = True


class ListObserved(Record, frozen=True):
    """The answer to a lookup ($getMedication): what a register holds, decided by nobody here (R29).

    `places` are the registers that answered: what is known to be missing there is replaced by `gaps`. `listed` is the date of its M25.1. `prescribed` is what has no PLL id, `proposals` its M25.2. `first` is put by `decide`: no list existed,
    and this makes version 1.
    """

    provenance: Provenance
    observed: datetime
    rows: tuple[Treatment, ...] = ()
    ceased: tuple[Cease, ...] = ()
    prescribed: tuple[Prescription, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    packed: Packing | None = None
    listed: datetime | None = None
    places: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    has_list: bool = True
    first: bool = False


Prescribing = PrescriptionIssued | PrescriptionRecalled | PrescriptionExpired | PrescriptionSuspended
Asking = ChangeProposed | DiscrepancyReported
Answering = ProposalAccepted | ProposalDeclined | DiscrepancyAnswered
Multidose = MultidoseResponsibilityRegistered | MultidoseResponsibilityEnded | MultidosePacked
Whereabouts = AdmissionStarted | AdmissionEnded
Beside = Prescribing | Dispensed | Asking | Answering | Multidose | Whereabouts | LockedItemReported | ListObserved
MedicationSubmission = Write | Beside
MedicationEvent = MedicationSubmission | TreatmentEnded
