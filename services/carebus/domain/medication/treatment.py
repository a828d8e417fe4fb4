"""Understands one treatment as a person decided it: a row of the medication list (an entry of M25), nothing interpreted.

Numbers and units are text as written. Dates are ISO 8601 text as written: a year, a month, a day, or a time with its zone.
"""

from typing import NewType

from carebus.domain.coding import Coding
from carebus.domain.record import Record

TreatmentId = NewType("TreatmentId", str)
PrescriptionId = NewType("PrescriptionId", str)


class Medicine(Record, frozen=True):
    """What is taken: `fest` is the id in FEST, `form` is of 7448, `atc` its ATC code, `strength` as written."""

    name: str
    form: Coding | None = None
    fest: str | None = None
    atc: Coding | None = None
    strength: str | None = None


class Dosing(Record, frozen=True):
    """One repeated dose: so much, of a unit, every interval; `time_of_day` is of 8325. The dates bound this dose alone."""

    amount: str | None = None
    unit: str | None = None
    interval: str | None = None
    interval_unit: str | None = None
    time_of_day: Coding | None = None
    starts: str | None = None
    ends: str | None = None


class Dosage(Record, frozen=True):
    """How it is taken: in words, in structure, and where on or in the body (`site`)."""

    text: str | None = None
    dosings: tuple[Dosing, ...] = ()
    site: str | None = None


class Pause(Record, frozen=True):
    """Not taken since a date; the end of a pause resumes nothing by itself (R4)."""

    since: str
    until: str | None = None
    reason: str | None = None


class Person(Record, frozen=True):
    """Who decided, as the source names them; what they may do is never taken from here (R25)."""

    name: str | None = None
    role: str | None = None
    hpr: str | None = None
    organisation: str | None = None


class Ending(Record, frozen=True):
    """A treatment was ceased (seponert): `reason` is of 7494, `effective` the date from which it is not taken."""

    effective: str
    reason: Coding | None = None
    text: str | None = None
    by: Person | None = None


class Treatment(Record, frozen=True):
    """One row as a person decided it: `id` is the PLL id (libid), which never changes (R1).

    `use` is of 9101, `reasons` of ICPC-2 (7170) or ICD-10 (7110); `substitution` says whether generic substitution is accepted.
    """

    id: TreatmentId
    medicine: Medicine
    dosage: Dosage
    use: Coding | None = None
    reasons: tuple[Coding, ...] = ()
    started: str | None = None
    planned_end: str | None = None
    pause: Pause | None = None
    prescriptions: tuple[PrescriptionId, ...] = ()
    substitution: bool | None = None
    note: str | None = None
    decided_by: Person | None = None
