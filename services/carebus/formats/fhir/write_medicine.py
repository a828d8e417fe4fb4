"""Understands a medicine as a FHIR Medication, in the shape of no-basis.

Source: no-basis-Medication (HL7 Norway, basisprofiler R4): one FEST code with a display, at most one ATC code with one, a form with a code.
The profile is not claimed: the medicine of a row need not have all of that.
"""

from carebus.domain.coding import Coding
from carebus.domain.drug_codes import FEST
from carebus.domain.medication.treatment import Medicine
from carebus.formats.fhir.write_addresses import Addresses, uuid
from carebus.formats.fhir.write_parts import Json, concept, element, words

_UNKNOWN = {
    "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "code": "unknown",
    "display": "Unknown",
}


def medication(medicine: Medicine, at: Addresses) -> Json:
    """The entry of a medicine; alike medicines are one."""
    content = {"code": _code(medicine), "form": concept(medicine.form)}
    return at.entry("Medication", _key(medicine), content)


def medicine_of(medicine: Medicine | None, at: Addresses) -> Json:
    """What a resource says that it is about: a medicine in the bundle, or that nobody told which."""
    if medicine is None:
        return {"medicationCodeableConcept": {"coding": [dict(_UNKNOWN)], "text": "not told"}}
    shown = element({"display": _name(medicine)})
    return {"medicationReference": {**at.reference("Medication", _key(medicine)), **shown}}


def _code(medicine: Medicine) -> Json:
    """FEST and ATC, and the name; a code that FHIR cannot write is told with the name."""
    fest = concept(Coding(FEST, medicine.fest, medicine.name)) if words(medicine.fest) else {}
    atc = concept(medicine.atc)
    shown = () if "coding" in fest else (fest.get("text"),)
    coded = [*fest.get("coding", ()), *atc.get("coding", ())]
    return element({"coding": coded, "text": words(_name(medicine), *shown, atc.get("text"))})


def _name(medicine: Medicine) -> str | None:
    strength = words(medicine.strength)
    return words(medicine.name) if not strength or strength in medicine.name else f"{medicine.name} {strength}"


def _key(medicine: Medicine) -> str:
    return uuid(repr(medicine))
