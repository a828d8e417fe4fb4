"""The decisions that change rows: each states the version of the list that its author had read, and when (R2).

Each is a submission, and a fact once accepted. In a fact of a row that leaves the list or comes back, `decide` has put the `row`
as it stood, so that each unit can be told from the fact alone; what a submission says there is not listened to.
"""

from datetime import datetime

from carebus.domain.medication.treatment import Ending, Pause, Person, Treatment, TreatmentId
from carebus.domain.medication.view import Row, RowFields
from carebus.domain.provenance import PatientKey, Provenance
from carebus.domain.record import Record


class Cease(Record, frozen=True):
    """A treatment that a whole list tells as ceased; `row` is put by `decide` where it leaves the list, or was never on it."""

    treatment: Treatment
    ending: Ending
    row: Row | None = None


class Retraction(Record, frozen=True):
    """A treatment that a whole list takes back as registered in error."""

    treatment: TreatmentId
    reason: str | None = None


class RowTaken(Record, frozen=True):
    """A row of another list, and the row of this one as which it goes on; None: under its own id, as active or as ceased."""

    row: TreatmentId
    goes_on_as: TreatmentId | None = None


class ListTaken(Record, frozen=True):
    """The list of another record of the patient, as it was read, and what becomes of each of its rows (R2, R3, R23)."""

    key: PatientKey
    base: int
    read_at: datetime
    rows: tuple[RowTaken, ...] = ()


class ListSubmitted(Record, frozen=True):
    """A whole list (M25.1) that accounts for every row (R3).

    `cannot_carry` names the fields that the source's system does not know: they are kept as they are. `removed` names the fields that are taken
    away on purpose. `create` (createPLL) makes the first list. `none_known`: a person says that nothing is taken (R19).
    `takes_in` are the lists of the patient's other records, which go on here; `key` is then this list's own, put by the gateway (R23).
    """

    provenance: Provenance
    base: int
    read_at: datetime
    rows: tuple[Treatment, ...] = ()
    ceased: tuple[Cease, ...] = ()
    retracted: tuple[Retraction, ...] = ()
    removed: tuple[RowFields, ...] = ()
    cannot_carry: tuple[str, ...] = ()
    create: bool = False
    reconciles: bool = False
    none_known: bool = False
    by: Person | None = None
    takes_in: tuple[ListTaken, ...] = ()
    key: PatientKey | None = None


class TreatmentAdded(Record, frozen=True):
    """A treatment begins."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: Treatment


class TreatmentChanged(Record, frozen=True):
    """A treatment is as told from now on; a field that is missing must be named in `removed` or `cannot_carry` (R3)."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: Treatment
    removed: tuple[str, ...] = ()
    cannot_carry: tuple[str, ...] = ()


class TreatmentPaused(Record, frozen=True):
    """A treatment is not taken for a while."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: TreatmentId
    pause: Pause
    by: Person | None = None


class TreatmentResumed(Record, frozen=True):
    """A paused treatment is taken again."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: TreatmentId
    by: Person | None = None


class TreatmentCeased(Record, frozen=True):
    """A treatment is stopped (seponert); with a date ahead it is taken until then."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: TreatmentId
    ending: Ending
    row: Row | None = None


class CeaseReversed(Record, frozen=True):
    """A cease is undone."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: TreatmentId
    by: Person | None = None
    row: Row | None = None


class TreatmentRetracted(Record, frozen=True):
    """A treatment was registered in error: gone from every picture, kept in the log (R4)."""

    provenance: Provenance
    base: int
    read_at: datetime
    treatment: TreatmentId
    reason: str | None = None
    by: Person | None = None


class ListReconciled(Record, frozen=True):
    """A physician went through the list and found it right (samstemt); no row changes (R6)."""

    provenance: Provenance
    base: int
    read_at: datetime
    by: Person | None = None


class ListClosed(Record, frozen=True):
    """The list goes on in that of the record `into`, which has taken it in: `rows` says what became of each of its rows (R23).

    It is asked by the whole list that took it in, once that stands, and never comes from outside.
    """

    provenance: Provenance
    base: int
    read_at: datetime
    into: PatientKey
    rows: tuple[RowTaken, ...] = ()
    by: Person | None = None


class ListReopened(Record, frozen=True):
    """What a reconciliation over records did to the list is undone, as after an unmerge (R23).

    A closed list is open again, as it stood. A list that took others in is given back as it stood before, and asks each of them to open:
    there `into` is its key. `back` is put by `decide`: the treatments that had left it thereby.
    """

    provenance: Provenance
    base: int
    read_at: datetime
    by: Person | None = None
    into: PatientKey | None = None
    back: tuple[TreatmentId, ...] = ()


class TreatmentEnded(Record, frozen=True):
    """The time of a row is long past, and it leaves the list: completed, or stopped by a cease with a date ahead.

    It comes with a write, never from outside, and moves no version.
    """

    provenance: Provenance
    treatment: TreatmentId
    row: Row


RowAct = (
    TreatmentAdded
    | TreatmentChanged
    | TreatmentPaused
    | TreatmentResumed
    | TreatmentCeased
    | CeaseReversed
    | TreatmentRetracted
)
Deciding = ListSubmitted | RowAct | ListReconciled
Closing = ListClosed | ListReopened
Write = Deciding | Closing
