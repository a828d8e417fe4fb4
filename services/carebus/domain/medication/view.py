"""The shared pictures of the area: the medication list, and each treatment that has left it.

`version` is what a writer states as base; it moves when rows change (R2). `revision` is one more at each change of any kind.
"""

from datetime import datetime
from enum import StrEnum

from carebus.domain.medication.beside import (
    Admission,
    Discharge,
    Dispensing,
    Gap,
    Packing,
    Parameter,
    Prescription,
    Responsible,
)
from carebus.domain.medication.treatment import Ending, Person, Treatment, TreatmentId
from carebus.domain.medication.waiting import Discrepancy, Proposal
from carebus.domain.provenance import Digest, PatientKey, SourceId, SubmissionId
from carebus.domain.record import Record


class Act(Record, frozen=True):
    """Where a decision came from: `original` is the SHA-256 of the bytes as received, `role` as the source registry has it."""

    source: SourceId
    submission_id: SubmissionId
    original: Digest
    message_id: str | None
    organisation: str
    role: str
    at: datetime
    received: datetime


class Row(Record, frozen=True):
    """One row of the list.

    `version` is the list's version in which it last changed, `changed` when its meaning last did (R5). `ending`: it was ceased with a date
    ahead, and is taken until then (R4). `during_admission`: it was written while the list was not authoritative (R8).
    """

    treatment: Treatment
    version: int
    changed: datetime
    act: Act
    ending: Ending | None = None
    during_admission: bool = False


class RowFields(Record, frozen=True):
    """Names of fields of one row; never their content."""

    row: str
    fields: tuple[str, ...]


class Step(Record, frozen=True):
    """What one version changed, by which submission, and when: what a stale refusal is made of (R2)."""

    version: int
    source: SourceId
    submission_id: SubmissionId
    at: datetime
    rows: tuple[RowFields, ...]


class Stamp(Record, frozen=True):
    """Who did something to the whole list, when, and at which version."""

    version: int
    at: datetime
    by: Person | None
    organisation: str


class Observation(Record, frozen=True):
    """The newest answer to a lookup ($getMedication), and the names of what it tells differently from the list (R29)."""

    at: datetime
    source: SourceId
    version: int
    parameters: tuple[Parameter, ...] = ()
    differs: tuple[RowFields, ...] = ()


class Closed(Record, frozen=True):
    """The list goes on in that of another record of the patient (R23).

    `into` is that record's key; `source` and `submission_id` are those of the whole list there that took this one in. `revision` is this
    list's as it was closed: what has come beside it since moves it on.
    """

    into: PatientKey
    source: SourceId
    submission_id: SubmissionId
    revision: int
    done: Stamp


class TakenIn(Record, frozen=True):
    """The list of another record of the patient that this one took in, at its version then (R23)."""

    key: PatientKey
    version: int
    source: SourceId
    submission_id: SubmissionId
    at: datetime


class Stood(Record, frozen=True):
    """The list as it stood before it took others in: what an unmerge gives back (R23).

    `key` is the list's own, `version` its version once it had taken them in, and `left` the treatments that left it thereby.
    """

    key: PatientKey
    version: int
    rows: tuple[Row, ...] = ()
    left: tuple[TreatmentId, ...] = ()
    reconciled: Stamp | None = None
    none_known: Stamp | None = None
    taken_in: tuple[TakenIn, ...] = ()


class MedicationList(Record, frozen=True):
    """One patient's list. Version 0: nobody made a list yet, and only what stands beside it is known.

    `imported`: made from the answer to a lookup, not by a decision here (R29). `listed` is when the author of the newest whole list
    (M25.1) had read. `discharged` is the newest end of an admission: the list is authoritative when it was reconciled after that (R8).
    `closed`: it goes on elsewhere; `taken_in`: lists that go on here, and `stood` what was here before the newest of them (R23).
    """

    version: int
    revision: int
    rows: tuple[Row, ...] = ()
    authoritative: bool = True
    imported: bool = False
    edited: Stamp | None = None
    reconciled: Stamp | None = None
    none_known: Stamp | None = None
    listed: datetime | None = None
    steps: tuple[Step, ...] = ()
    admissions: tuple[Admission, ...] = ()
    discharges: tuple[Discharge, ...] = ()
    discharged: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    observed: Observation | None = None
    prescriptions: tuple[Prescription, ...] = ()
    dispensings: tuple[Dispensing, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    multidose: tuple[Responsible, ...] = ()
    packed: Packing | None = None
    closed: Closed | None = None
    taken_in: tuple[TakenIn, ...] = ()
    stood: Stood | None = None


NOTHING = MedicationList(version=0, revision=0)


class Gone(StrEnum):
    """How a treatment left the list (R4); `back`: its cease was reversed, or what a merge did was undone (R23), and it may stand again."""

    STOPPED = "stopped"
    COMPLETED = "completed"
    RETRACTED = "retracted"
    BACK = "back"


class CeasedTreatment(Record, frozen=True):
    """A treatment that has left the list: `row` as it last stood there.

    Of one that was retracted, or is back, nothing but its id is here: what it was is in the log.
    """

    id: TreatmentId
    revision: int
    gone: Gone
    at: datetime
    act: Act
    row: Row | None = None
    ending: Ending | None = None


View = MedicationList | CeasedTreatment
