"""Understands how a patient's medication list is shown: its rows, how far it may be trusted, and what stands beside it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.medication.beside import Dispensing, Prescription
from carebus.domain.medication.reading import not_on_the_list, orders, packed, waiting
from carebus.domain.medication.status import Status, is_over, is_visible
from carebus.domain.medication.view import CeasedTreatment, MedicationList, Row
from carebus.reader.pictures.medication.beside import (
    AdmissionPicture,
    DispensingPicture,
    GapPicture,
    ObservationPicture,
    PackingPicture,
    PrescriptionPicture,
    ResponsiblePicture,
    admission,
    dispensing,
    gap,
    observation,
    packing,
    prescription,
    responsible,
)
from carebus.reader.pictures.medication.elsewhere import NOWHERE, ClosedPicture, Elsewhere, TakenInPicture
from carebus.reader.pictures.medication.parts import StampPicture, stamp
from carebus.reader.pictures.medication.rows import (
    ListRowPicture,
    ceased_row,
    dispensings_of,
    newest_first,
    prescriptions_of,
    row,
)
from carebus.reader.pictures.medication.waiting import AskedPicture, answered, asked
from carebus.reader.pictures.parts import Audience, Picture

_ENDED = frozenset({Status.STOPPED, Status.COMPLETED})


class ListPicture(Picture):
    """One patient's medication list."""

    version: Annotated[int, Field(description="what a writer states as base (R2); 0: nobody made a list yet")]
    revision: Annotated[int, Field(description="one more at each change of any kind; a verdict names the one it made")]
    edited: Annotated[StampPicture | None, Field(description="when, and by whom, rows last changed")]
    reconciled: Annotated[
        StampPicture | None, Field(description="when, and by whom, the whole list was last found right (R6)")
    ]
    none_known: Annotated[StampPicture | None, Field(description="a person says that nothing is taken (R19)")]
    imported: Annotated[bool, Field(description="made from the answer to a lookup, not by a decision here (R29)")]
    authoritative: Annotated[bool, Field(description="whether it tells what the patient takes (R8)")]
    why_not: Annotated[str | None, Field(description="why it is not authoritative, in words")]
    closed: Annotated[
        ClosedPicture | None, Field(description="where it goes on: no decision is taken on it here (R23)")
    ]
    taken_in: Annotated[
        tuple[TakenInPicture, ...], Field(description="lists of other records of the patient that go on here (R23)")
    ]
    rows: Annotated[tuple[ListRowPicture, ...], Field(description="what is taken, paused, or to begin")]
    ended: Annotated[
        tuple[ListRowPicture, ...], Field(description="stopped or completed, for 90 days after it, newest first (R4)")
    ]
    not_listed: Annotated[
        tuple[PrescriptionPicture, ...], Field(description="prescribed, in force, and in no row of the list (R1)")
    ]
    orders: Annotated[tuple[PrescriptionPicture, ...], Field(description="orders of admissions; no prescriptions")]
    prescriptions_ended: Annotated[
        tuple[PrescriptionPicture, ...], Field(description="not in force any more, and of no row shown here")
    ]
    dispensings: Annotated[
        tuple[DispensingPicture, ...], Field(description="handed out, of no row shown here, newest first")
    ]
    waiting: Annotated[tuple[AskedPicture, ...], Field(description="waits for a physician's answer, oldest first (R7)")]
    answered: Annotated[tuple[AskedPicture, ...], Field(description="the newest answers first")]
    multidose: tuple[ResponsiblePicture, ...]
    packed: Annotated[PackingPicture | None, Field(description="unless a newer list has been made since")]
    admissions: Annotated[tuple[AdmissionPicture, ...], Field(description="that are open")]
    discharged: Annotated[datetime | None, Field(description="when the last admission ended")]
    observed: ObservationPicture | None
    gaps: Annotated[tuple[GapPicture, ...], Field(description="what is known to be missing, with its places (R9)")]


def medication_list(
    listed: MedicationList,
    left: Iterable[CeasedTreatment],
    audience: Audience,
    now: datetime,
    elsewhere: Elsewhere = NOWHERE,
) -> ListPicture:
    """Draws the list and what lately left it for `audience`, as the clock has it at `now`; `elsewhere` is where it goes on.

    A treatment that the list has, and that is told to have left it, was read a moment apart: the list decides.
    """
    shown = [known for known in listed.rows if not is_over(known, now)]
    here = {known.treatment.id for known in listed.rows}
    gone = [each for each in left if is_visible(each, now) and each.row and each.id not in here]
    rows = [row(listed, known, audience, now) for known in shown]
    beside = _Beside(listed, (*shown, *(each.row for each in gone if each.row)))
    return ListPicture(
        version=listed.version,
        revision=listed.revision,
        edited=stamp(listed.edited, audience, now),
        reconciled=stamp(listed.reconciled, audience, now),
        none_known=stamp(listed.none_known, audience, now),
        imported=listed.imported,
        authoritative=listed.authoritative and listed.closed is None,
        why_not=why_not(listed),
        closed=elsewhere.closed,
        taken_in=elsewhere.taken_in,
        rows=tuple(each for each in rows if each.status not in _ENDED),
        ended=_ended(rows, (ceased_row(listed, each, audience) for each in gone)),
        not_listed=_prescribed(not_on_the_list(listed), audience),
        orders=_prescribed(orders(listed), audience),
        prescriptions_ended=_prescribed(beside.prescriptions(), audience),
        dispensings=tuple(map(dispensing, beside.dispensings())),
        waiting=tuple(asked(each, audience) for each in waiting(listed)),
        answered=tuple(asked(each, audience) for each in answered(listed.proposals, listed.discrepancies)),
        multidose=tuple(responsible(each, audience) for each in listed.multidose),
        packed=packing(packed(listed)),
        admissions=tuple(admission(each, now) for each in listed.admissions),
        discharged=listed.discharged,
        observed=observation(listed.observed),
        gaps=tuple(map(gap, listed.gaps)),
    )


def why_not(listed: MedicationList) -> str | None:
    """Why the list does not tell what the patient takes (R8, R23); None where it does."""
    if listed.closed:
        return f"closed {listed.closed.done.at:%Y-%m-%dT%H:%MZ}, and goes on in another record of the patient"
    if listed.authoritative:
        return None
    if listed.admissions:
        since = min(each.since for each in listed.admissions)
        return f"admitted since {since:%Y-%m-%dT%H:%MZ}"
    return f"discharged {listed.discharged:%Y-%m-%dT%H:%MZ}, and not reconciled since"


class _Beside:
    """What stands beside the list and of no row that is shown."""

    def __init__(self, listed: MedicationList, rows: Sequence[Row]) -> None:
        self._listed = listed
        self._rows = rows

    def prescriptions(self) -> Iterator[Prescription]:
        told = {each.id for known in self._rows for each in prescriptions_of(self._listed, known)}
        told |= {each.id for each in (*not_on_the_list(self._listed), *orders(self._listed))}
        return (each for each in self._listed.prescriptions if each.id not in told)

    def dispensings(self) -> tuple[Dispensing, ...]:
        told = {each.id for known in self._rows for each in dispensings_of(self._listed, known)}
        return newest_first(each for each in self._listed.dispensings if each.id not in told)


def _prescribed(told: Iterable[Prescription], audience: Audience) -> tuple[PrescriptionPicture, ...]:
    return tuple(prescription(each, audience) for each in told)


def _ended(rows: Iterable[ListRowPicture], gone: Iterable[ListRowPicture | None]) -> tuple[ListRowPicture, ...]:
    every = [each for each in (*rows, *gone) if each and each.status in _ENDED]
    return tuple(sorted(every, key=lambda each: each.since or "", reverse=True))
