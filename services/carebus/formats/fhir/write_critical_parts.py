"""Understands what every entry of critical information says in FHIR, whatever its resource: its id, code, dates, recorder and notes.

Source: domain of the national service (Kritisk Info FHIR API, Norsk helsenett): the recorder is always the first one, who changed it and when
stand apart, and its extensions are named as SFM's answers name them. Its profiles are not claimed: they were not at hand to hold it against.
"""

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Content, Kind, Person, Reaction
from carebus.domain.critical_info.view import Entry, Recorder
from carebus.formats.fhir.critical_told import written
from carebus.formats.fhir.systems import ENTRY, ENTRY_KIND, HPR, KJ_EXTENSION
from carebus.formats.fhir.write_dates import date, instant
from carebus.formats.fhir.write_parts import Json, coding, concept, element, extension, filled, notes, words

REMARKED_BY = "carebus"
"""Who a note is by that says in words what other elements say: whoever reads the resource again passes it over."""

MASKED = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
            "code": "masked",
            "display": "Masked",
        }
    ],
    "text": "registered in error: content removed",
}
"""What stands where FHIR wants a code, and the entry is retracted (R10)."""


def head(told: Entry, status: str | None = None) -> Json:
    """The version that a writer states as base (R10), when and by whom it was last changed, until when it is an alert, and its id.

    `status` is the code by which the resource says how sure it is.
    """
    content = told.content or Content()
    source = content.source_of_information
    return {
        "meta": {"versionId": str(told.version)},
        "extension": filled(
            extension(KJ_EXTENSION["KjUpdatedDateTime"], valueDateTime=instant(told.updated)),
            extension(KJ_EXTENSION["KjUpdater"], valueReference=practitioner(told.updater)),
            extension(KJ_EXTENSION["KjSourceOfInformation"], valueCoding=coding(source) if source else {}),
            extension(KJ_EXTENSION["KjValidUntil"], valueDateTime=date(content.valid_until)),
            written(told, status),
        ),
        "identifier": [{"use": "official", "system": ENTRY, "value": told.id}],
    }


def category(kind: Kind) -> Json:
    """The record type, by which the resource is known to be critical information."""
    return {"coding": [{"system": ENTRY_KIND, "code": kind.value}], "text": kind.value}


def about(content: Content) -> Json:
    """What it is about: every code, the one that a person chose marked; a code that FHIR cannot write is told in words."""
    codes = [
        {**code, "userSelected": True} if each.user_selected else code
        for each in content.codes
        if (code := coding(each.coding))
    ]
    unwritten = (concept(each.coding).get("text") for each in content.codes)
    return element({"coding": codes, "text": words(*dict.fromkeys((content.text, *unwritten)))})


def status(system: str, code: str, text: str | None = None) -> Json:
    """A status of one of the code systems of HL7."""
    return element(
        {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}], "text": text}
    )


def onset(content: Content) -> Json:
    """When it showed itself, or began: a date where FHIR can write one, else words."""
    said = content.onset or content.started
    when = date(said)
    return element({"onsetDateTime": when, "onsetString": None if when else words(said)})


def recorder(told: Recorder) -> Json:
    """Who stated it first (R11); where nobody is named, the source that told it."""
    return practitioner(told.by) or {"display": words(f"organisation {told.organisation}", told.role)}


def practitioner(told: Person | None) -> Json:
    """A person as the source names them; nothing where it named nobody."""
    if told is None:
        return {}
    hpr = words(told.hpr)
    number = {"system": HPR, "value": hpr} if hpr else {}
    shown = element({"identifier": number, "display": words(told.name, told.role, told.organisation)})
    return {"type": "Practitioner", **shown} if shown else {}


def annotated(told: Entry, *more: str | None) -> list[Json]:
    """The note as it was written, and what a person must know besides, in words."""
    own = notes(told.content.note if told.content else None)
    return [*own, *({"authorString": REMARKED_BY, **each} for each in notes(*_remarks(told), *more))]


def _remarks(told: Entry) -> tuple[str | None, ...]:
    """What FHIR has no element for in every resource."""
    content = told.content or Content()
    began = content.started if content.onset else None
    return (
        f"refuted: {told.reason}" if told.reason else None,
        f"since {began}" if began and began != content.onset else None,
        f"may be the same as {', '.join(told.resembles)}" if told.resembles else None,
        _unwritten_source(content),
    )


def until(content: Content) -> str | None:
    """Until when it is an alert (varsles til), in words."""
    return f"valid until {content.valid_until}" if content.valid_until else None


def shown(reaction: Reaction) -> str | None:
    """A reaction in words."""
    return words(_named(reaction.manifestation), reaction.text, _named(reaction.severity))


def _named(told: Coding | None) -> str | None:
    return words(told.display or told.text or told.code) if told else None


def _unwritten_source(content: Content) -> str | None:
    """The source of information, where it is no code that FHIR can write."""
    source = content.source_of_information
    said = None if source is None or coding(source) else concept(source).get("text")
    return f"source of information: {said}" if said else None
