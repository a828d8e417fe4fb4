"""Understands a row of the list, or a treatment that has left it, as a FHIR MedicationStatement of no-basis.

Source: no-basis-MedicationStatement 2.0.1 (HL7 Norway, basisprofiler R4) for the meanings of status and the PLL id; NorskHelsenett
SFM.tools for ReseptId and the extensions. The profile is not claimed: it tells PLL ids apart by a system that it does not give, so no validator
can evaluate it.
"""

from carebus.domain.medication.status import PAUSE_ENDED, Standing, Status, final
from carebus.domain.medication.treatment import Ending, Pause
from carebus.domain.medication.view import CeasedTreatment, Row
from carebus.domain.record import replace
from carebus.formats.fhir.systems import EXTENSION
from carebus.formats.fhir.write_addresses import Addresses, pll, resept
from carebus.formats.fhir.write_dates import date, instant, period, unsaid
from carebus.formats.fhir.write_decided import ceased, decided_by, registered
from carebus.formats.fhir.write_dosage import ereseptdosing, instructions
from carebus.formats.fhir.write_medicine import medicine_of
from carebus.formats.fhir.write_parts import Json, concept, extension, filled, notes, words
from carebus.formats.fhir.write_people import person

_OVER = frozenset({Status.STOPPED, Status.COMPLETED})
DURING_ADMISSION = "written during an admission, while the list was not authoritative"


def statement(row: Row, stands: Standing, at: Addresses) -> Json:
    """The entry of a row of the list, as it stands; of a treatment that has left it, as `left` gives it."""
    told, end = row.treatment, _end(row, stands)
    content = {
        "meta": {"versionId": str(row.version)},
        "extension": _extensions(row, stands, at),
        "identifier": [pll(told.id), *(resept(each) for each in told.prescriptions if words(each))],
        "basedOn": [at.request(each) for each in told.prescriptions if each in at.requests],
        "status": stands.status.value,
        "statusReason": _reasons(row, stands),
        **medicine_of(told.medicine, at),
        "subject": at.subject,
        "effectivePeriod": period(told.started, end),
        "dateAsserted": instant(row.act.at),
        "informationSource": person(decided_by(row, stands), at),
        "reasonCode": filled(*(concept(each) for each in told.reasons)),
        "note": _notes(row, stands, end),
        "dosage": instructions(told.dosage, told.use),
    }
    return at.entry("MedicationStatement", told.id, content)


def left(gone: CeasedTreatment, row: Row) -> Row:
    """A treatment that has left the list as a row: when it was ceased, and by which message, is what is told of it last."""
    if gone.ending is None:
        return row
    return replace(row, changed=gone.at, act=gone.act, ending=gone.ending)


def _end(row: Row, stands: Standing) -> str | None:
    """When it ended, or will as far as it is decided."""
    if stands.status in _OVER:
        return stands.since
    last = final(row)
    return last.since if last else None


def _extensions(row: Row, stands: Standing, at: Addresses) -> list[Json]:
    told = row.treatment
    changed = extension("lastchanged", valueDateTime=instant(row.changed))
    amendment = extension(EXTENSION["reseptamendment"], extension=[*ereseptdosing(told.dosage), changed])
    accepted = extension("genericSubstitutionAccepted", valueBoolean=told.substitution)
    substitution = extension(EXTENSION["generic-substitution"], extension=filled(accepted))
    return filled(amendment, *registered(row, stands, at), substitution, _discontinuation(ceased(row, stands)))


def _discontinuation(ending: Ending | None) -> Json:
    """Seponert: since when, and why (7494)."""
    if ending is None:
        return {}
    when = extension("timedate", valueDateTime=date(ending.effective))
    why = extension("reason", valueCodeableConcept=concept(ending.reason, ending.text))
    return extension(EXTENSION["discontinuation"], extension=filled(when, why))


def _reasons(row: Row, stands: Standing) -> list[Json]:
    if ending := ceased(row, stands):
        return filled(concept(ending.reason, ending.text))
    if stands.status is Status.ON_HOLD and row.treatment.pause:
        return filled(concept(None, row.treatment.pause.reason))
    return []


def _notes(row: Row, stands: Standing, end: str | None) -> list[Json]:
    told = row.treatment
    return notes(
        told.note,
        _pause(told.pause) if told.pause else None,
        PAUSE_ENDED if stands.words == PAUSE_ENDED else None,
        _ahead(row.ending) if row.ending and stands.status not in _OVER else None,
        f"planned end {told.planned_end}" if told.planned_end and told.planned_end != end else None,
        unsaid(told.started, end),
        DURING_ADMISSION if row.during_admission else None,
    )


def _pause(pause: Pause) -> str:
    return words(f"on hold from {pause.since}", pause.until and f"until {pause.until}", pause.reason) or ""


def _ahead(ending: Ending) -> str:
    """A cease with a date ahead: no extension may say that the treatment is stopped already."""
    reason = ending.reason.display if ending.reason else None
    return words(f"ends {ending.effective}", reason, concept(ending.reason, ending.text).get("text")) or ""
