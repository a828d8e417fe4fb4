"""Understands an AllergyIntolerance: an allergy that another system has, which is only ever added, as unconfirmed (R26).

That of the national service (KjAllergyIntolerance) is read in the same way: its `versionId` counts its versions there, and is no base
for an entry here (R10). What is refuted, entered in error, inactive or resolved adds nothing, and is held for a person: the same allergy
may have been observed here before, and only a person may refute it.
Source: FHIR R4, AllergyIntolerance; Kritisk Info FHIR API, KjAllergyIntolerance; no-basis-AllergyIntolerance.
"""

from collections.abc import Iterator
from functools import partial

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Content, Reaction, Severity
from carebus.formats.allergies import NONE_KNOWN, at_source, kind_of, observed, says_none, stated_by
from carebus.formats.fhir import extensions
from carebus.formats.fhir.concepts import codes, codings, in_words, lines, notes
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.entries import known_as, source_of_information, subject_matter
from carebus.formats.fhir.parts import Made, Reader, dated, not_mapped
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.spans import as_written
from carebus.formats.fhir.systems import KJ_EXTENSION, REACTION_SEVERITY
from carebus.formats.told import CRITICAL_INFO

DRUG = "medication"
"""The category of what is a reaction to a drug."""

_ENDED = "it adds nothing, and what was observed of it before stands until a person refutes it (R26)"
NO_STATUSES = {
    "verificationStatus": {"refuted": _ENDED, "entered-in-error": _ENDED},
    "clinicalStatus": {"inactive": _ENDED, "resolved": _ENDED},
}


def allergy(resource: Element, shelf: Shelf) -> Made | None:
    """The submission that an AllergyIntolerance makes; what keeps it from making one is noted."""
    for name, refused in NO_STATUSES.items():
        for reason in {refused[code] for code in codes(resource.one(name)) if code in refused}:
            not_mapped(resource, name, reason)
    content = _content(resource)
    if not content.codes and not content.text:
        resource.missing("code", "nothing says what the allergy is to")
    elif says_none(content):
        not_mapped(resource, "code", NONE_KNOWN)
    categories = resource.texts("category")
    is_drug = DRUG in categories if categories else None
    by = person(resource.one("asserter"), shelf) or person(resource.one("recorder"), shelf)
    return partial(observed, known_as(resource), kind_of(is_drug, content), content, stated_by(by))


def _content(resource: Element) -> Content:
    told = resource.text("criticality")
    about = subject_matter(resource, resource.one("code"))
    severity = next((each for each in Severity if each == told), None)
    return Content(
        codes=about.codes,
        text=about.text,
        severity=severity,
        reactions=tuple(each for found in resource.all("reaction") for each in _reactions(found)),
        source_of_information=source_of_information(resource),
        onset=as_written(resource, "onset"),
        note=_note(resource, None if severity else told),
    )


def _reactions(reaction: Element) -> Iterator[Reaction]:
    """One for each manifestation; the words stand with the first."""
    grade, text = reaction.text("severity"), _words(reaction)
    severity = None if grade is None else Coding(REACTION_SEVERITY, grade)
    shown = [code for each in reaction.all("manifestation") for code in codings(each)]
    for number, each in enumerate(shown):
        yield Reaction(each, text if number == 0 else None, severity)
    if not shown and (text or severity):
        yield Reaction(None, text, severity)


def _words(reaction: Element) -> str | None:
    told = (
        reaction.text("description"),
        _named("substance", in_words(reaction.one("substance"))),
        _named("exposure", in_words(reaction.one("exposureRoute"))),
        _named("since", reaction.date("onset")),
        *notes(reaction),
    )
    return lines(told)


def _note(resource: Element, criticality: str | None) -> str | None:
    """What no field has: how its source classes it, an unknown criticality, when it last showed itself; and the notes."""
    excipient = extensions.flag(resource.one("code"), KJ_EXTENSION["KjInactiveIngredient"])
    classed = at_source((*_verified(resource), *resource.texts("category"), resource.text("type")))
    last = _named("last occurrence", resource.date("lastOccurrence"))
    told = (classed, _named("criticality", criticality), "to an excipient (hjelpestoff)" if excipient else None, last)
    return lines((*told, *notes(resource)))


def _verified(resource: Element) -> Iterator[str | None]:
    """How sure its source is; `presumed` (antatt) is an extension in R4."""
    status = resource.one("verificationStatus")
    yield in_words(status)
    if extensions.flag(status, KJ_EXTENSION["KjPresumed"]):
        yield "presumed"


def _named(name: str, text: str | None) -> str | None:
    return f"{name}: {text}" if text else None


READER = Reader(allergy, dated("recordedDate"), CRITICAL_INFO, "patient")
