"""Understands one MedicationStatement of SFM's answer: a row of PLL, a ceased one, or a prescription that is not on the list.

The PLL id alone makes a row (R1). What the statement's status says and a row cannot is said in its note.
Source: SFM Basis API, sfm-MedicationStatement, and "Get medical information" for chains of renewals (`partOf`);
no-basis-MedicationStatement 2.0.1 for what each status means.
"""

from dataclasses import dataclass

from carebus.domain.medication.beside import GapKind, Prescription, PrescriptionStatus
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.writes import Cease
from carebus.domain.record import replace
from carebus.formats.fhir import extensions, sfm_dosages, sfm_ends, sfm_people
from carebus.formats.fhir.concepts import amount, lines
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import prescription_id, treatment_id, treatment_of
from carebus.formats.fhir.medicines import medicine
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION
from carebus.formats.fhir.treatments import STATUSES, note, of_statement

_IN_ERROR = "entered-in-error"
_PRESCRIPTIONS = {
    "on-hold": PrescriptionStatus.ON_HOLD,
    "stopped": PrescriptionStatus.RECALLED,
    "completed": PrescriptionStatus.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked prescription (låst resept), shown to somebody by consent: that there is one is all that is told on (R9)."""

    kind: GapKind = GapKind.LOCKED
    place: str = "RF"


Read = Treatment | Cease | Prescription | Locked | None


def read(statement: Element, shelf: Shelf) -> Read:
    """What a statement is; None where it was registered in error, which no answer can say (R4), or where problems were noted."""
    amendment = statement.extension(EXTENSION["reseptamendment"])
    status, own = statement.needed("status"), treatment_id(statement)
    if status == _IN_ERROR:
        return None
    if status is not None and status not in STATUSES:
        statement.wrong("status", "no code of FHIR R4")
    if extensions.flag(amendment, "lockedresept"):
        return Locked()
    if own is None:
        return _prescription(statement, shelf, amendment)
    ending, told = sfm_ends.ending(statement, shelf), of_statement(statement, shelf)
    if status == "on-hold" and told.pause is None:
        statement.missing("status", "on hold, and nothing says since when")
    return told if ending is None else Cease(told, ending)


def _prescription(statement: Element, shelf: Shelf, amendment: Element | None) -> Prescription | None:
    """A prescription that is not on the list, or an older one of a chain; it has no field for what it is for, so its text says that."""
    own, dosage = prescription_id(statement), sfm_dosages.dosage(statement, amendment)
    text = lines((dosage.text, *sfm_dosages.purposes(statement), note(statement, amendment)))
    if own is None:
        statement.missing("identifier", "neither a PLL id nor a ReseptId")
        return None
    return Prescription(
        id=own,
        medicine=medicine(statement, shelf),
        dosage=replace(dosage, text=text),
        treatment=next((t for each in statement.all("partOf") if (t := treatment_of(each, shelf))), None),
        status=_status(statement, amendment),
        issued=extensions.date(amendment, "reseptdate"),
        valid_until=extensions.date(amendment, "expirationdate"),
        repeats=extensions.text(amendment, "reit"),
        amount=_amount(amendment),
        kind=extensions.code(amendment, "typeresept"),
        prescriber=sfm_people.decided_by(statement, shelf),
    )


def _status(statement: Element, amendment: Element | None) -> PrescriptionStatus:
    """Recalled too where a pharmacy had begun with it, and RF shows that by the reason of the recall alone."""
    recall = None if amendment is None else amendment.extension("recallinfo")
    if extensions.code(recall, "recallcode") is not None:
        return PrescriptionStatus.RECALLED
    return _PRESCRIPTIONS.get(statement.text("status") or "", PrescriptionStatus.ACTIVE)


def _amount(amendment: Element | None) -> str | None:
    packages = extensions.decimal(amendment, "numberofpackages")
    told = amount(extensions.quantity(amendment, "amount"))
    return told or (f"{packages} packages" if packages else None)
