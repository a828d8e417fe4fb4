"""Understands how what stands beside the rows is read: prescriptions, what was handed out, multidose, and a register's other answer."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table

from carebus.cli.medication_layout import below, flagged, heading
from carebus.cli.medication_table import field
from carebus.cli.medication_words import joined, name_of, who
from carebus.cli.show_words import when
from carebus.domain.medication.beside import PrescriptionStatus
from carebus.reader.pictures.medication.beside import (
    DispensingPicture,
    ObservationPicture,
    PackingPicture,
    PrescriptionPicture,
    ResponsiblePicture,
)
from carebus.reader.pictures.medication.lists import ListPicture
from carebus.reader.pictures.medication.rows import ListRowPicture, TreatmentPicture

_BY_ITSELF = None


def of_row(row: ListRowPicture) -> Iterator[Table]:
    """What is prescribed and was handed out of a row; of a prescription that nobody told of, the row knows the id alone."""
    known = {each.id for each in row.prescriptions}
    yield from (_prescription(each, row.treatment) for each in row.prescriptions)
    for named in row.treatment.prescriptions:
        if named not in known:
            yield below(f"Prescription {named}: its id alone is known here", "dim", "·")
    yield from (_dispensing(each, row.treatment) for each in row.dispensings)


def beside(shown: ListPicture) -> Iterator[RenderableType]:
    """What belongs to no row that is shown."""
    yield from _prescriptions("Prescribed, and not on the list", "in force; no row has it", shown.not_listed)
    yield from _prescriptions("Orders of an admission", "no rows of the list", shown.orders)
    yield from _prescriptions("Prescriptions not in force any more", "of no row shown here", shown.prescriptions_ended)
    if shown.dispensings:
        yield heading("Handed out", "of no row shown here")
        yield from (_dispensing(each, _BY_ITSELF) for each in shown.dispensings)
    yield from _multidose(shown.multidose, shown.packed)
    if shown.observed:
        yield from _observed(shown.observed)


def _prescriptions(title: str, note: str, told: Iterable[PrescriptionPicture]) -> Iterator[RenderableType]:
    every = tuple(told)
    if every:
        yield heading(f"{title} ({len(every)})", note)
        yield from (_prescription(each, _BY_ITSELF) for each in every)


def _prescription(told: PrescriptionPicture, row: TreatmentPicture | None) -> Table:
    facts = joined(_prescription_facts(told, row))
    what = f"Order {told.id} of admission {told.encounter}" if told.encounter else f"Prescription {told.id}"
    style = "" if told.status is PrescriptionStatus.ACTIVE else "bold yellow"
    return below(f"{what}: {joined((told.status.value.replace('-', ' '), facts))}", style, "·")


def _prescription_facts(told: PrescriptionPicture, row: TreatmentPicture | None) -> Iterator[str | None]:
    """A row says its medicine and dose itself, unless the prescription has another."""
    if told.medicine and (row is None or told.medicine.display != row.medicine.display):
        yield joined((told.medicine.display, name_of(told.medicine.form)), " ")
    if told.medicine is None and row is None:
        yield "only its end was told"
    if told.dosage and (row is None or told.dosage.words != row.dosage.words):
        yield told.dosage.words
    yield name_of(told.kind)
    yield told.issued and f"issued {told.issued}"
    yield told.valid_until and f"valid until {told.valid_until}"
    yield told.amount and f"amount {told.amount}"
    yield told.repeats and f"repeats {told.repeats}"
    yield f"by {who(told.prescriber)}" if told.prescriber else None
    yield told.source and f"told by {told.source}"


def _dispensing(told: DispensingPicture, row: TreatmentPicture | None) -> Table:
    amount = joined((told.amount, told.unit), " ")
    prescription = f"on {told.prescription}" if told.prescription else "on no prescription that was told"
    facts = joined((_handed_out(told, row), amount, told.pharmacy, prescription))
    return below(f"Handed out {when(told.at)}: {facts}", mark="·")


def _handed_out(told: DispensingPicture, row: TreatmentPicture | None) -> str | None:
    if told.medicine is None:
        return None if row else "medicine not said"
    return None if row and told.medicine.display == row.medicine.display else told.medicine.display


def _multidose(parts: tuple[ResponsiblePicture, ...], packed: PackingPicture | None) -> Iterator[RenderableType]:
    if not parts and not packed:
        return
    yield heading("Multidose")
    for each in parts:
        her = f"HER-id {each.her_id}" if each.her_id else None
        substitute = "registered by a colleague of the office" if each.substitute else None
        told = joined((who(each.person), her, f"since {when(each.since)}", substitute))
        yield below(f"Responsible {each.part.value}: {told}", mark="·")
    if packed:
        yield from _packed(packed)


def _packed(told: PackingPicture) -> Iterator[RenderableType]:
    days = joined((told.first_dose, told.last_dose), " to ") or "days not said"
    yield below(f"Packed {when(told.made)} for {joined((days, told.pharmacy))}:", mark="·")
    for item in told.items:
        of = joined((item.row and f"row {item.row}", item.prescription and f"prescription {item.prescription}"))
        yield below(f"{item.name} ({of or 'of no row, on no prescription that was told'})")


def _observed(told: ObservationPicture) -> Iterator[RenderableType]:
    yield heading("A register's answer", "it decides nothing; a person looks at it")
    yield below(f"{told.source}, {when(told.at)}, compared with version {told.version}", mark="·")
    for each in told.differs:
        yield flagged(f"tells otherwise of row {each.row}: {joined(map(field, each.fields))}")
    if not told.differs:
        yield below("tells the rows as the list does")
    if told.parameters:
        yield below(joined((f"{each.name} = {each.value}" for each in told.parameters), "; "), "dim")
