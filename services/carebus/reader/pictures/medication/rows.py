"""Understands how one row of the medication list is shown: what, how, why, since when, who decided it and from which message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from carebus.domain.medication.beside import Dispensing, Prescription
from carebus.domain.medication.codes import unknown_codes
from carebus.domain.medication.status import Standing, Status, standing, standing_of_ceased
from carebus.domain.medication.treatment import Ending, Treatment
from carebus.domain.medication.view import CeasedTreatment, MedicationList, Row
from carebus.reader.pictures.acts import ActPicture, PersonPicture, act, person
from carebus.reader.pictures.medication.beside import (
    DispensingPicture,
    PrescriptionPicture,
    dispensing,
    prescription,
)
from carebus.reader.pictures.medication.parts import (
    DosagePicture,
    EndingPicture,
    MedicinePicture,
    PausePicture,
    dosage,
    ending,
    medicine,
    pause,
)
from carebus.reader.pictures.medication.words import standing_words
from carebus.reader.pictures.parts import Audience, CodePicture, Picture, code, codes

_Status = Literal[
    Status.INTENDED, Status.ACTIVE, Status.ON_HOLD, Status.COMPLETED, Status.STOPPED, Status.ENTERED_IN_ERROR
]
"""Every Status, written out: another area has one of that name too, and the description names a schema by its last name."""


class TreatmentPicture(Picture):
    """A treatment as a person decided it."""

    id: Annotated[str, Field(description="PLL id (libid), which never changes (R1)")]
    medicine: MedicinePicture
    dosage: DosagePicture
    use: Annotated[CodePicture | None, Field(description="of 9101: regularly, as needed, for a time")]
    reasons: Annotated[tuple[CodePicture, ...], Field(description="why: of ICPC-2 (7170) or ICD-10 (7110)")]
    started: str | None
    planned_end: str | None
    pause: PausePicture | None
    prescriptions: Annotated[tuple[str, ...], Field(description="ids")]
    substitution: Annotated[bool | None, Field(description="whether generic substitution is accepted")]
    note: str | None
    decided_by: PersonPicture | None
    unknown_codes: Annotated[
        tuple[str, ...], Field(description="fields whose code is of no code system that the list knows")
    ]


class ListRowPicture(Picture):
    """One row, and what stands beside it."""

    treatment: TreatmentPicture
    status: _Status
    since: Annotated[str | None, Field(description="the date from which it is so, as written")]
    words: Annotated[str, Field(description="the state in words, with what must be known besides (R4)")]
    ending: Annotated[
        EndingPicture | None, Field(description="how it was ceased, or will be: then it is taken until that")
    ]
    on_list: Annotated[bool, Field(description="whoever sends the whole list must account for it (R3)")]
    version: Annotated[int, Field(description="of the list, in which the row last changed")]
    changed: Annotated[datetime, Field(description="when its meaning last changed (R5)")]
    act: Annotated[ActPicture, Field(description="the act that changed it then")]
    left: Annotated[ActPicture | None, Field(description="the act by which it left the list")]
    during_admission: Annotated[bool, Field(description="written while the list was not authoritative (R8)")]
    prescriptions: tuple[PrescriptionPicture, ...]
    dispensings: Annotated[tuple[DispensingPicture, ...], Field(description="newest first")]


def treatment(told: Treatment, audience: Audience) -> TreatmentPicture:
    """Drawn as written."""
    return TreatmentPicture(
        id=told.id,
        medicine=medicine(told.medicine),
        dosage=dosage(told.dosage),
        use=code(told.use) if told.use else None,
        reasons=codes(told.reasons),
        started=told.started,
        planned_end=told.planned_end,
        pause=pause(told.pause),
        prescriptions=told.prescriptions,
        substitution=told.substitution,
        note=told.note,
        decided_by=person(told.decided_by, audience),
        unknown_codes=unknown_codes(told),
    )


def row(listed: MedicationList, known: Row, audience: Audience, now: datetime) -> ListRowPicture:
    """A row of the list as the clock has it at `now`."""
    return _row(listed, known, standing(known, now), known.ending, None, audience)


def ceased_row(listed: MedicationList, left: CeasedTreatment, audience: Audience) -> ListRowPicture | None:
    """A treatment that left the list, as it last stood there; None of one that was retracted or is back."""
    state = standing_of_ceased(left)
    if left.row is None or state is None:
        return None
    return _row(listed, left.row, state, left.ending, act(left.act), audience)


def prescriptions_of(listed: MedicationList, known: Row) -> tuple[Prescription, ...]:
    """What is prescribed of a row: what it names, and what names it."""
    told = known.treatment
    return tuple(each for each in listed.prescriptions if each.id in told.prescriptions or (each.treatment == told.id))


def dispensings_of(listed: MedicationList, known: Row) -> tuple[Dispensing, ...]:
    """What was handed out of a row, newest first."""
    prescribed = {*known.treatment.prescriptions, *(each.id for each in prescriptions_of(listed, known))}
    given = (
        each
        for each in listed.dispensings
        if each.treatment == known.treatment.id or (each.treatment is None and each.prescription in prescribed)
    )
    return newest_first(given)


def newest_first(given: Iterable[Dispensing]) -> tuple[Dispensing, ...]:
    """In the order in which they are read."""
    return tuple(sorted(given, key=lambda each: (each.at, each.id), reverse=True))


def _row(
    listed: MedicationList,
    known: Row,
    state: Standing,
    ceased: Ending | None,
    left: ActPicture | None,
    audience: Audience,
) -> ListRowPicture:
    return ListRowPicture(
        treatment=treatment(known.treatment, audience),
        status=state.status,
        since=state.since,
        words=standing_words(state),
        ending=ending(ceased, audience),
        on_list=left is None,
        version=known.version,
        changed=known.changed,
        act=act(known.act),
        left=left,
        during_admission=known.during_admission,
        prescriptions=tuple(prescription(each, audience) for each in prescriptions_of(listed, known)),
        dispensings=tuple(map(dispensing, dispensings_of(listed, known))),
    )
