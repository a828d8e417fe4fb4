"""Understands the acts beside the rows: prescriptions, dispensings, stays, lookups; none of them changes a row (R8, R9, R29)."""

from datetime import timedelta

from carebus.demo.town.chance import new_id
from carebus.demo.town.drafts import Draft, Sight
from carebus.demo.town.kinds import Kind
from carebus.demo.town.medicines import VOLVEN, dose, row, rows
from carebus.demo.town.row_acts import ending
from carebus.domain.coding import Coding
from carebus.domain.medication.beside import Dispensing, Gap, GapKind, Parameter, Prescription
from carebus.domain.medication.events import (
    AdmissionEnded,
    AdmissionStarted,
    Dispensed,
    ListObserved,
    LockedItemReported,
    PrescriptionIssued,
    PrescriptionRecalled,
)
from carebus.domain.medication.treatment import PrescriptionId, Treatment
from carebus.domain.medication.writes import Cease
from carebus.domain.record import replace

_ERESEPT = Coding(VOLVEN + "7491", "E", "Eresept")
_PLACE = "Reseptformidleren"


def prescribe(sight: Sight) -> Draft | None:
    """A prescription of a row: it moves the version, for its writer made it outside any write (R2)."""
    found = sight.row()
    if found is None:
        return None
    told = _prescription(sight, PrescriptionId(new_id(sight.of)), found.treatment)
    return Draft(Kind.PRESCRIBE, PrescriptionIssued, {"prescription": told}, found.treatment.id)


def prescribe_with(sight: Sight) -> Draft | None:
    """The prescription of a row that was just added: part of that write, so the version stays (R2)."""
    found = sight.chart.row(sight.led.about)
    if found is None or not found.treatment.prescriptions:
        return None
    told = _prescription(sight, found.treatment.prescriptions[-1], found.treatment)
    fields = {"prescription": told, "made_in": sight.led.written}
    return Draft(Kind.PRESCRIBE_WITH, PrescriptionIssued, fields, found.treatment.id)


def order(sight: Sight) -> Draft | None:
    """An order of an admission: beside the list, and no prescription (R29)."""
    if not sight.chart.listed.admissions:
        return None
    new = row(sight.of, sight.by, sight.now, without=sight.chart.medicines)
    told = _prescription(sight, PrescriptionId(new_id(sight.of)), new)
    encounter = sight.chart.listed.admissions[-1].encounter
    told = replace(told, treatment=None, encounter=encounter, kind=None)
    return Draft(Kind.ORDER, PrescriptionIssued, {"prescription": told})


def recall(sight: Sight) -> Draft | None:
    """A prescription is withdrawn."""
    found = sight.any_of(sight.chart.prescriptions)
    return found and Draft(Kind.RECALL, PrescriptionRecalled, {"prescription": found.id}, found.treatment)


def dispense(sight: Sight) -> Draft | None:
    """The pharmacy hands out what is prescribed."""
    found = sight.any_of(sight.chart.prescriptions)
    if found is None:
        return None
    told = Dispensing(
        new_id(sight.of),
        sight.now,
        found.medicine,
        found.id,
        found.treatment,
        "100",
        "tablet",
        sight.writer.organisation,
    )
    return Draft(Kind.DISPENSE, Dispensed, {"dispensing": told}, found.treatment)


def admit(sight: Sight) -> Draft:
    """The patient comes to the hospital; now and then a discharge is taken back (A13)."""
    ended = [each for each in sight.chart.listed.discharges if not each.cancelled]
    if ended and sight.of.random() < 0.2:
        fields = {"encounter": ended[-1].encounter, "at": sight.now, "reopens": True}
        return Draft(Kind.ADMIT, AdmissionStarted, fields)
    return Draft(Kind.ADMIT, AdmissionStarted, {"encounter": f"stay-{new_id(sight.of)}", "at": sight.now})


def discharge(sight: Sight) -> Draft | None:
    """The patient goes home; now and then they had never been admitted (A11)."""
    stays = sight.chart.listed.admissions
    if not stays:
        return None
    fields = {"encounter": stays[0].encounter, "at": sight.now, "cancelled": sight.of.random() < 0.1}
    return Draft(Kind.DISCHARGE, AdmissionEnded, fields)


def lookup(sight: Sight) -> Draft:
    """What the register answers ($getMedication): much like the list, and sometimes not (R29)."""
    told = sight.chart.treatments or rows(sight.of, sight.of.randint(1, 5), None, sight.now)
    if sight.chart.rows and sight.of.random() < 0.5:
        told = (replace(told[0], dosage=dose(sight.of, told[0].dosage)), *told[1:])
    gaps = (Gap(GapKind.LOOKUP_FAILED, _PLACE, sight.now, "17"),) if sight.of.random() < 0.2 else ()
    parameters = (Parameter("RFHarLaste", "false"), Parameter("KJFeilkode", "17" if gaps else "0"))
    ended = () if sight.chart.rows else (Cease(row(sight.of, None, sight.now, without=frozenset()), ending(sight, 0)),)
    answer = {"observed": sight.now, "rows": told, "ceased": ended, "places": (_PLACE,)}
    fields = answer | {"gaps": gaps, "parameters": parameters}
    return Draft(Kind.LOOKUP, ListObserved, fields)


def lock(sight: Sight) -> Draft:
    """The register says that something is locked, never what; or that it is locked no more (R9)."""
    known = any(gap.kind is GapKind.LOCKED for gap in sight.chart.listed.gaps)
    return Draft(Kind.LOCK, LockedItemReported, {"place": _PLACE, "locked": not known})


def _prescription(sight: Sight, id_: PrescriptionId, told: Treatment) -> Prescription:
    return Prescription(
        id=id_,
        medicine=told.medicine,
        dosage=told.dosage,
        treatment=told.id,
        issued=sight.today,
        valid_until=(sight.now + timedelta(days=365)).date().isoformat(),
        repeats="3",
        amount="100 tablets",
        kind=_ERESEPT,
        prescriber=sight.by,
    )
