"""Understands an answer to `$getMedication` of SFM as one ListObserved: what the registers hold, decided by nobody here (R29).

A dispensing (M10) in it is not told on: it is the pharmacy's to tell, and the answer only says what was packed. Who
answers for multidose is told by M27.1 alone. Source: SFM Basis API, "Bundle description" and sfm-MedicationComposition.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from carebus.domain.medication.beside import Gap, Packing, Prescription
from carebus.domain.medication.events import ListObserved
from carebus.domain.medication.treatment import Treatment
from carebus.domain.medication.waiting import Proposal
from carebus.domain.medication.writes import Cease
from carebus.domain.problems import Code
from carebus.formats.fhir import sfm_messages, sfm_rows, sfm_sections
from carebus.formats.fhir.bundles import MOST_ENTRIES, Entry
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parts import refuse_unknown_rules
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.sfm_gaps import Answers, answers
from carebus.formats.fhir.subjects import subject
from carebus.formats.fhir.systems import SFM
from carebus.formats.fhir.times import instant
from carebus.formats.told import Subject, Told

T = TypeVar("T")

_WRITES = (
    "a list that is sent (`$sendMedication`), and no answer to a lookup: only a list with a base changes rows (R29)"
)


def bundle_of(document: Element) -> Element | None:
    """The Bundle of an SFM message; None where the document is not one."""
    if document.kind == "Parameters":
        named = (each for each in document.all("parameter") if each.node.get("name") == "medication")
        inside = (each.one("resource") for each in named)
        return next((each for each in inside if each is not None and each.kind == "Bundle"), None)
    return document if document.kind == "Bundle" and _is_of_sfm(document) else None


def told(document: Element, bundle: Element, entries: Sequence[Entry], shelf: Shelf) -> Told:
    """The answer as the one part of its message."""
    problems = document.problems
    resources = [Element(each.resource, problems, each.place) for each in entries if each.resource is not None]
    compositions, statements, messages = (
        _of_kind(resources, k) for k in ("Composition", "MedicationStatement", "Basic")
    )
    _refuse_writes(compositions, messages)
    said = answers(() if document is bundle else document.all("parameter"), _made(bundle))
    if said.asked is None:
        bundle.missing("timestamp", "nothing says when the registers were asked")
    found = [*(_read(each, shelf) for each in statements), *(sfm_messages.read(each, shelf) for each in messages)]
    gaps = [gap for each in compositions for gap in sfm_sections.gaps(each, shelf, said.asked)]
    whom = _subject([*compositions, *statements], shelf)
    noted = tuple(dict.fromkeys(problems))
    return Told(
        part=0,
        submission=None if noted or said.asked is None else _observed(found, said, gaps, said.asked),
        subject=whom,
        problems=noted,
        occurred=said.asked,
        recorded=_made(bundle),
        message_id=next((sfm_sections.identifier(each) for each in compositions), None),
    )


def _read(statement: Element, shelf: Shelf) -> sfm_rows.Read:
    refuse_unknown_rules(statement)
    return sfm_rows.read(statement, shelf)


def _observed(found: Sequence[Any], said: Answers, gaps: Iterable[Gap], at: datetime) -> partial[ListObserved]:
    rows, ceased, listed = _all(Treatment, found), _all(Cease, found), _all(datetime, found)
    locked = (Gap(each.kind, each.place, at) for each in _all(sfm_rows.Locked, found)[:1])
    known = {(gap.kind, gap.place): gap for gap in (*locked, *gaps, *said.gaps)}
    return partial(
        ListObserved,
        observed=at,
        rows=rows,
        ceased=ceased,
        prescribed=_all(Prescription, found),
        proposals=_all(Proposal, found),
        packed=max(_all(Packing, found), key=lambda each: each.made, default=None),
        listed=max(listed, default=None),
        places=(*said.places, sfm_sections.PLACE),
        gaps=tuple(known.values()),
        parameters=said.parameters,
        has_list=bool(listed or rows or ceased),
    )


def _subject(resources: Sequence[Element], shelf: Shelf) -> Subject | None:
    """The one patient of the answer; a statement about another one is a problem."""
    first: Subject | None = None
    for each in resources:
        found = subject(each, shelf)
        first = first or found
        if first and found and (found.kind, found.value) != (first.kind, first.value):
            each.note(Code.ANOTHER_SUBJECT, "subject", "another patient than the answer is about")
    return first


def _refuse_writes(compositions: Iterable[Element], messages: Iterable[Element]) -> None:
    for each in compositions:
        if each.all("relatesTo"):
            each.note(Code.UNKNOWN_VOCABULARY, "relatesTo", _WRITES)
    for each in messages:
        if sfm_messages.is_sent(each):
            each.note(Code.UNKNOWN_VOCABULARY, "extension", _WRITES)


def _is_of_sfm(bundle: Element) -> bool:
    first = next(iter(bundle.all("entry", MOST_ENTRIES)), None)
    resource = None if first is None else first.one("resource")
    return any(profile.startswith(SFM) for each in (bundle, resource) for profile in _profiles(each))


def _profiles(resource: Element | None) -> Iterator[str]:
    meta = None if resource is None or resource.kind not in ("Bundle", "Composition") else resource.one("meta")
    if meta is not None:
        yield from meta.texts("profile")


def _made(bundle: Element) -> datetime | None:
    meta = bundle.one("meta")
    return instant(bundle.date("timestamp")) or (None if meta is None else instant(meta.date("lastUpdated")))


def _of_kind(resources: Iterable[Element], kind: str) -> list[Element]:
    return [each for each in resources if each.kind == kind]


def _all(kind: type[T], found: Iterable[Any]) -> tuple[T, ...]:
    return tuple(each for each in found if isinstance(each, kind))
