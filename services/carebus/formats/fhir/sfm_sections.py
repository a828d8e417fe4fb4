"""Understands the Composition of SFM's answer: what its section of medicines refers to, and why it is empty (R9, R19).

Allergies and prescriptions that are no medicines have sections of their own, and belong to other areas.
Source: SFM Basis API, sfm-MedicationComposition; FHIR R4, list-empty-reason.
"""

from collections.abc import Iterator
from datetime import datetime

from carebus.domain.medication.beside import Gap, GapKind
from carebus.formats.fhir.concepts import codes, concept
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf

PLACE = "SFM"
_MEDICINES = "sectionMedication"
_NONE_KNOWN = "nilknown"
_KINDS = {"withheld": GapKind.WITHHELD, "closed": GapKind.WITHHELD}


def identifier(composition: Element) -> str | None:
    """The id of the answer, which `$sendMedication` refers to."""
    found = composition.one("identifier")
    return None if found is None else found.text("value")


def gaps(composition: Element, shelf: Shelf, since: datetime | None) -> Iterator[Gap]:
    """What is known to be missing among the medicines; one that is named and is not there is a problem."""
    for section in composition.all("section"):
        if _MEDICINES not in codes(section.one("code")):
            continue
        for entry in section.all("entry"):
            if shelf.target(entry) is None:
                entry.missing("reference", "is named in the list, and is not in the message")
        reason = concept(section.one("emptyReason"))
        if reason is not None and reason.code != _NONE_KNOWN and since is not None:
            kind = _KINDS.get(reason.code or "", GapKind.SOURCE)
            yield Gap(kind, PLACE, since, reason.code, reason.display or reason.text)
