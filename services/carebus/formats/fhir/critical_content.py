"""Understands what an entry of critical information says, whichever resource it is: what it is about, how grave, from when and until when.

Source: FHIR R4; Kritisk Info FHIR API: `performed` (behandlingsstart), `implanted`, `validUntil` (varsles til), `period`; HL7 condition-severity (SNOMED CT).
"""

from collections.abc import Iterator
from itertools import chain

from carebus.domain.critical_info.entry import Content, Reaction, Severity
from carebus.domain.record import replace
from carebus.formats.fhir import extensions
from carebus.formats.fhir.concepts import codes, codings, in_words, lines
from carebus.formats.fhir.critical_kinds import CONDITION, DEVICE_USE, FLAG, PROCEDURE
from carebus.formats.fhir.critical_told import AsTold, still_says
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.entries import remarks, source_of_information, subject_matter
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.spans import as_written, period
from carebus.formats.fhir.spans import in_words as span_in_words
from carebus.formats.fhir.systems import KJ_EXTENSION
from carebus.formats.fhir.write_critical_conditions import evidence
from carebus.formats.fhir.write_critical_flags import NOTE
from carebus.formats.fhir.write_dates import date

_GRAVE = {
    "24484000": Severity.HIGH,
    "6736007": Severity.LOW,
    "255604002": Severity.LOW,
    "low": Severity.LOW,
    "high": Severity.HIGH,
    "unable to assess": Severity.UNABLE_TO_ASSESS,
}
"""By code or text. Source: no-basis-AllergyIntolerance, as for allergies: severe is alvorlig; moderate and mild are mindre alvorlig."""
_SPANS = {CONDITION: "onset", PROCEDURE: "performed", DEVICE_USE: "timing"}
_NOTES = (NOTE, KJ_EXTENSION["KjNote"], KJ_EXTENSION["KjText"])


def content(resource: Element, shelf: Shelf) -> Content:
    """What it says; a problem where nothing says what it is about."""
    about = _about(resource, shelf)
    if not about.codes and not about.text:
        resource.missing("device" if resource.kind == DEVICE_USE else "code", "nothing says what it is about")
    told = AsTold(resource).content
    dated = _dated(resource, told)
    return replace(
        dated,
        codes=about.codes,
        text=about.text,
        severity=_severity(resource) or (None if resource.kind == CONDITION else told.severity),
        reactions=_reactions(resource, told),
        source_of_information=source_of_information(resource),
        note=lines(chain(_beside(resource), _notes(resource))),
    )


def _about(resource: Element, shelf: Shelf) -> Content:
    if resource.kind != DEVICE_USE:
        return subject_matter(resource, resource.one("code"))
    reference = resource.one("device")
    device = shelf.target(reference)
    found = Content() if device is None else subject_matter(resource, device.one("type"))
    named = None if device is None else next((each.text("name") for each in device.all("deviceName")), None)
    return replace(found, text=found.text or named or (None if reference is None else reference.text("display")))


def _dated(resource: Element, told: Content) -> Content:
    """When it showed itself, when it began, and until when it is an alert: as told, where the elements still say that."""
    starts, ends = _element_dates(resource)
    if resource.kind == CONDITION:
        onset, began = as_written(resource, "onset"), _implanted(resource) or told.started
        is_told = onset == (date(told.onset or told.started) or told.onset or told.started)
        onset = told.onset if AsTold(resource).is_there and is_told else onset
    elif starts == date(told.started if resource.kind == FLAG else _begun(told)):
        onset, began = told.onset, told.started
    else:
        onset, began = None, starts
    if resource.kind != CONDITION:
        onset = span_in_words(resource, _SPANS.get(resource.kind or "", "")) or onset
    return Content(onset=onset, started=began, valid_until=told.valid_until if ends == date(told.valid_until) else ends)


def _element_dates(resource: Element) -> tuple[str | None, str | None]:
    """From and until, by the elements alone."""
    until = extensions.date(resource, KJ_EXTENSION["KjValidUntil"])
    if resource.kind == CONDITION:
        ended = period(resource, "abatement")
        return None, until or ended[1] or ended[0]
    if resource.kind == FLAG:
        told = resource.one("period")
        starts, ends = (None, None) if told is None else (told.date("start"), told.date("end"))
    else:
        starts, ends = period(resource, _SPANS[resource.kind or ""])
    return _implanted(resource) or starts, until or ends


def _implanted(resource: Element) -> str | None:
    return extensions.date(resource, KJ_EXTENSION["KjImplanted"])


def _begun(told: Content) -> str | None:
    """What stands as the beginning where carebus wrote it."""
    return next((each for each in (told.started, told.onset) if date(each)), None)


def _severity(resource: Element) -> Severity | None:
    said = resource.one("severity")
    if said is None:
        return None
    return next((_GRAVE[each] for each in (*codes(said), in_words(said) or "") if each in _GRAVE), None)


def _reactions(resource: Element, told: Content) -> tuple[Reaction, ...]:
    """How it showed itself (gradering, maskeventilering): of a Condition its evidence."""
    shown = resource.all("evidence") if resource.kind == CONDITION else ()
    if still_says([each.node for each in shown], evidence(told)) or resource.kind != CONDITION:
        return told.reactions
    return tuple(Reaction(code) for each in shown for concept in each.all("code") for code in codings(concept))


def _beside(resource: Element) -> Iterator[str | None]:
    """What no field has: a severity of another scale, and where on the body."""
    grade = resource.one("severity")
    if grade is not None and _severity(resource) is None:
        yield _named("severity", in_words(grade))
    sites = resource.all("bodySite") if resource.kind != DEVICE_USE else filter(None, (resource.one("bodySite"),))
    for each in sites:
        yield _named("body site", in_words(each))
    ended = span_in_words(resource, "abatement") if resource.kind == CONDITION else None
    yield _named("ended", ended)


def _notes(resource: Element) -> Iterator[str | None]:
    """What was written beside it; of a Flag in extensions."""
    found = [each for url in _NOTES for each in resource.extensions(url)] if resource.kind == FLAG else []
    annotations = (each.one("valueAnnotation") for each in found)
    yield from remarks(each for each in annotations if each is not None)
    yield from (each.text("valueString") for each in found)
    yield from remarks(iter(resource.all("note"))) if resource.kind != FLAG else ()


def _named(name: str, text: str | None) -> str | None:
    return f"{name}: {text}" if text else None
