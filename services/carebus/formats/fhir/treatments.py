"""Understands a MedicationStatement, or a proposed MedicationRequest, as the row that it tells of; no id is invented for it (R1).

SFM's extensions are read wherever they stand. What a status says and a row cannot is said in the note.
Source: FHIR R4; no-basis-MedicationStatement 2.0.1; SFM Basis API, sfm-MedicationStatement.
"""

from carebus.domain.coding import Coding
from carebus.domain.medication.treatment import Medicine, Pause, Treatment, TreatmentId
from carebus.formats.fhir import extensions, sfm_dosages, sfm_ends, sfm_people
from carebus.formats.fhir.concepts import codings, in_words, joined, lines, notes
from carebus.formats.fhir.dosages import dosage
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import resept_id, treatment_id
from carebus.formats.fhir.medicines import medicine
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION

UNNAMED = TreatmentId("")
"""The id of content that its source does not call a row of PLL."""

STATUSES = frozenset({"active", "completed", "intended", "stopped", "on-hold", "unknown", "not-taken"})
"""What a statement may be, besides `entered-in-error`."""

_SAID_BY_FIELDS = frozenset({"active", "on-hold", "stopped", "completed"})


def of_statement(statement: Element, shelf: Shelf) -> Treatment:
    """What a MedicationStatement tells; what no row can do without is noted where it is missing."""
    amendment = statement.extension(EXTENSION["reseptamendment"])
    substitution = statement.extension(EXTENSION["generic-substitution"])
    purposes = (Coding(None, None, None, each) for each in sfm_dosages.purposes(statement))
    own = resept_id(statement)
    return Treatment(
        id=treatment_id(statement) or UNNAMED,
        medicine=medicine(statement, shelf) or Medicine(""),
        dosage=sfm_dosages.dosage(statement, amendment),
        use=sfm_dosages.use(statement),
        reasons=(*_reasons(statement), *purposes),
        started=sfm_ends.effective(statement)[0] or extensions.date(statement, "effectiveDateTime"),
        planned_end=sfm_ends.planned_end(statement),
        pause=_pause(statement),
        prescriptions=() if own is None else (own,),
        substitution=extensions.flag(substitution, "genericSubstitutionAccepted"),
        note=note(statement, amendment),
        decided_by=sfm_people.decided_by(statement, shelf),
    )


def of_request(request: Element, shelf: Shelf) -> Treatment:
    """What a MedicationRequest proposes."""
    substitution, own = request.one("substitution"), resept_id(request)
    return Treatment(
        id=treatment_id(request) or UNNAMED,
        medicine=medicine(request, shelf) or Medicine(""),
        dosage=dosage(request.all("dosageInstruction")),
        reasons=_reasons(request),
        prescriptions=() if own is None else (own,),
        substitution=None if substitution is None else substitution.flag("allowedBoolean"),
        note=joined(notes(request)),
    )


def note(statement: Element, amendment: Element | None) -> str | None:
    """The notes of a statement, after what its status and its registration say that no field can."""
    status = statement.text("status")
    said = None if status in _SAID_BY_FIELDS else f"status: {status}"
    comment = statement.extension(EXTENSION["libitemcomment"])
    parts = () if comment is None else (comment, *comment.all("extension"))
    own = (extensions.text(amendment, "note"), *(part.text("valueString") for part in parts), *notes(statement))
    return lines((said, *sfm_people.unapproved(statement), *own))


def _pause(statement: Element) -> Pause | None:
    """Paused since the entry last changed, at the latest: neither FHIR nor SFM has a date of a pause."""
    since = sfm_ends.last_changed(statement)
    if statement.text("status") != "on-hold" or since is None:
        return None
    return Pause(since, reason=joined((in_words(each) for each in statement.all("statusReason")), "; "))


def _reasons(resource: Element) -> tuple[Coding, ...]:
    """Every code of every reason."""
    return tuple(code for each in resource.all("reasonCode") for code in codings(each))
