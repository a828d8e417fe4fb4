"""Understands the answer about allergies as a FHIR List: what is known, who said that none is known, or that nobody asked (R26)."""

from collections.abc import Iterable

from carebus.domain.critical_info.entry import Scope
from carebus.domain.critical_info.status import live_allergies, standing
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.results.nothing import FHIR, Nothing
from carebus.formats.fhir.write_addresses import Addresses
from carebus.formats.fhir.write_critical_allergies import ALLERGY, statement
from carebus.formats.fhir.write_lacking import Lacks
from carebus.formats.fhir.write_parts import Json, notes

NAME = "allergies"
_CODE = {
    "system": "http://terminology.hl7.org/CodeSystem/list-example-use-codes",
    "code": "allergies",
    "display": "Allergies",
}
_EMPTY = "http://terminology.hl7.org/CodeSystem/list-empty-reason"


def allergies(told: CriticalInformation, lacks: Lacks, at: Addresses) -> Json:
    """The entry of the list. What is refuted or retracted stands in the bundle, and not on it; empty, it never says that none is known."""
    names = (*(each.id for each in live_allergies(told.entries, Scope.ANY)), *map(statement, standing(told.none_known)))
    content = {
        "status": "current",
        "mode": "snapshot" if lacks else "working",
        "title": "Allergies and intolerances",
        "code": {"coding": [dict(_CODE)]},
        "subject": at.subject,
        "note": notes(*lacks.words),
        "entry": _entries(names, at),
        "emptyReason": {} if names else _reason(lacks),
    }
    return at.entry("List", NAME, content)


def _entries(names: Iterable[str], at: Addresses) -> list[Json]:
    return [{"item": at.reference(ALLERGY, name)} for name in names]


def _reason(lacks: Lacks) -> Json:
    word = Nothing.UNKNOWN if lacks else Nothing.ABSENT
    return {"coding": [{"system": _EMPTY, "code": FHIR[word]}], "text": word.value}
