"""Understands how what stands beside the rows is shown: prescriptions, dispensings, multidose, admissions, and what is known to be missing."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from carebus.domain.medication.beside import (
    Admission,
    Dispensing,
    Gap,
    GapKind,
    PackedItem,
    Packing,
    Parameter,
    Part,
    Prescription,
    PrescriptionStatus,
    Responsible,
)
from carebus.domain.medication.limits import LONG_ADMISSION
from carebus.domain.medication.view import Observation
from carebus.reader.pictures.acts import PersonPicture, person
from carebus.reader.pictures.medication.parts import (
    DosagePicture,
    MedicinePicture,
    dosage,
    medicine,
)
from carebus.reader.pictures.parts import Audience, CodePicture, Picture, code


class PrescriptionPicture(Picture):
    """A prescription, or the order of an admission (`encounter`): beside the list, it changes no row (R29)."""

    id: str
    status: PrescriptionStatus
    medicine: Annotated[MedicinePicture | None, Field(description="None where only its end was told")]
    dosage: DosagePicture | None
    kind: Annotated[CodePicture | None, Field(description="of 7491")]
    issued: str | None
    valid_until: str | None
    repeats: str | None
    amount: str | None
    prescriber: PersonPicture | None
    encounter: str | None
    source: str


class DispensingPicture(Picture):
    """What a pharmacy handed out."""

    id: str
    at: datetime
    medicine: MedicinePicture | None
    prescription: str | None
    amount: Annotated[str | None, Field(description="as written")]
    unit: str | None
    pharmacy: str | None


class ResponsiblePicture(Picture):
    """The physician or the pharmacy that answers for the multidose (M27.1)."""

    part: Part
    person: PersonPicture | None
    her_id: Annotated[str | None, Field(description="never shown to a patient (R21)")]
    since: datetime
    substitute: Annotated[bool, Field(description="registered by a colleague of the office (vikar)")]


class PackedItemPicture(Picture):
    """One medicine in a packed multidose."""

    name: str
    prescription: str | None
    row: str | None


class PackingPicture(Picture):
    """What a pharmacy packed as multidose (M25.3)."""

    id: str
    made: datetime
    first_dose: str | None
    last_dose: str | None
    pharmacy: str | None
    items: tuple[PackedItemPicture, ...]


class AdmissionPicture(Picture):
    """An admission that is open: the list is not authoritative (R8)."""

    encounter: str
    since: datetime
    organisation: str
    overdue: Annotated[bool, Field(description="open for more than 60 days: somebody should look (R8)")]


class GapPicture(Picture):
    """Something that is known to be missing: where it was looked for, code and text as that place gave them (R9)."""

    kind: GapKind
    place: str
    since: datetime
    code: str | None
    text: str | None


class ParameterPicture(Picture):
    """One parameter of a lookup's answer, as written (RFHarLaste, KJFeilkode …)."""

    name: str
    value: str


class OtherwisePicture(Picture):
    """What a register tells otherwise of one row: names of fields, `only here` or `only there`; a person looks at it (R29)."""

    row: str
    fields: tuple[str, ...]


class ObservationPicture(Picture):
    """The newest answer to a lookup ($getMedication): it decides nothing (R29)."""

    at: datetime
    source: str
    version: Annotated[int, Field(description="the list's version that it was compared with")]
    parameters: tuple[ParameterPicture, ...]
    differs: tuple[OtherwisePicture, ...]


def prescription(told: Prescription, audience: Audience) -> PrescriptionPicture:
    """Drawn as written."""
    return PrescriptionPicture(
        id=told.id,
        status=told.status,
        medicine=medicine(told.medicine) if told.medicine else None,
        dosage=dosage(told.dosage) if told.dosage else None,
        kind=code(told.kind) if told.kind else None,
        issued=told.issued,
        valid_until=told.valid_until,
        repeats=told.repeats,
        amount=told.amount,
        prescriber=person(told.prescriber, audience),
        encounter=told.encounter,
        source=told.source,
    )


def dispensing(told: Dispensing) -> DispensingPicture:
    """Drawn as written."""
    return DispensingPicture(
        id=told.id,
        at=told.at,
        medicine=medicine(told.medicine) if told.medicine else None,
        prescription=told.prescription,
        amount=told.amount,
        unit=told.unit,
        pharmacy=told.pharmacy,
    )


def responsible(told: Responsible, audience: Audience) -> ResponsiblePicture:
    """Drawn with the HER id for a clinician alone."""
    return ResponsiblePicture(
        part=told.part,
        person=person(told.person, audience),
        her_id=told.her_id if audience is Audience.CLINICIAN else None,
        since=told.since,
        substitute=told.substitute,
    )


def packing(told: Packing | None) -> PackingPicture | None:
    """Drawn as written."""
    if told is None:
        return None
    return PackingPicture(
        id=told.id,
        made=told.made,
        first_dose=told.first_dose,
        last_dose=told.last_dose,
        pharmacy=told.pharmacy,
        items=tuple(map(_item, told.items)),
    )


def admission(told: Admission, now: datetime, most: timedelta = LONG_ADMISSION) -> AdmissionPicture:
    """Drawn with whether it has been open for longer than `most`."""
    return AdmissionPicture(
        encounter=told.encounter, since=told.since, organisation=told.organisation, overdue=now - told.since > most
    )


def gap(told: Gap) -> GapPicture:
    """Drawn as the place gave it."""
    return GapPicture(kind=told.kind, place=told.place, since=told.since, code=told.code, text=told.text)


def observation(told: Observation | None) -> ObservationPicture | None:
    """Drawn with the names of what it tells otherwise, never its content."""
    if told is None:
        return None
    return ObservationPicture(
        at=told.at,
        source=told.source,
        version=told.version,
        parameters=tuple(map(_parameter, told.parameters)),
        differs=tuple(OtherwisePicture(row=each.row, fields=each.fields) for each in told.differs),
    )


def _item(told: PackedItem) -> PackedItemPicture:
    return PackedItemPicture(name=told.name, prescription=told.prescription, row=told.treatment)


def _parameter(told: Parameter) -> ParameterPicture:
    return ParameterPicture(name=told.name, value=told.value)
