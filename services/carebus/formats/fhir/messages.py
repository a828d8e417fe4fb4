"""Understands a FHIR R4 message of medication and critical information, from its bytes to the submissions in it.

SFM's answer to `$getMedication` is one submission, and each allergy in it another; of any other Bundle each MedicationRequest,
MedicationDispense, MedicationStatement and AllergyIntolerance is one, to its own area, and so is what is critical information by its profile or category.
All other types of resource are passed over, unless one of these refers to them.
"""

from collections.abc import Iterator, Sequence

from carebus.domain.problems import Code, Problem
from carebus.formats.fhir import allergies, dispenses, lookups, registrations, requests, senders, statements
from carebus.formats.fhir.bundles import Entry, entries, shelf
from carebus.formats.fhir.critical_kinds import is_entry
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parsing import parse
from carebus.formats.fhir.parts import Reader, told
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.resource_types import Json, type_of
from carebus.formats.format import Format
from carebus.formats.told import CRITICAL_INFO, MEDICATION, Message, Told

READERS: dict[str, Reader] = {
    "MedicationRequest": requests.READER,
    "MedicationDispense": dispenses.READER,
    "MedicationStatement": statements.READER,
    "AllergyIntolerance": allergies.READER,
}

MOST_PARTS = 1_000
"""Submissions in one message."""

_TOO_MANY = Problem(Code.TOO_LARGE, "Bundle.entry", f"more than {MOST_PARTS} resources of these areas")
_CHANGES = frozenset({"DELETE", "PATCH"})
_ACCEPTED = (
    f"accepted are {', '.join(READERS)} and critical information (by profile or category), alone or in a Bundle, and SFM's answer to "
    "$getMedication"
)


def read(data: bytes) -> Message | tuple[Problem, ...]:
    """The message in `data`; problems where it holds nothing that could be read or held by itself. Never raises for any bytes."""
    tree = parse(data)
    if isinstance(tree, tuple):
        return tree
    kind = type_of(tree)
    if kind is None:
        return (Problem(Code.UNKNOWN_VOCABULARY, "Resource.resourceType", f"no type of FHIR R4: {_ACCEPTED}"),)
    document = Element(tree, [], kind)
    bundle = lookups.bundle_of(document)
    if bundle is not None:
        return _lookup(document, bundle)
    if kind == "Bundle":
        return _bundle(document)
    reader = _reader(tree)
    if reader is not None:
        return Message(Format.FHIR_R4, MEDICATION, (told(document, Shelf(), reader, 0, None),))
    return (Problem(Code.UNKNOWN_VOCABULARY, f"{kind}.resourceType", f"a message of {kind} alone: {_ACCEPTED}"),)


def _lookup(document: Element, bundle: Element) -> Message | tuple[Problem, ...]:
    found = entries(bundle)
    if document.problems:
        return tuple(dict.fromkeys(document.problems))
    known = shelf(found)
    beside = [each for each in found if _is_critical(each)]
    if len(beside) >= MOST_PARTS:
        return (_TOO_MANY,)
    answer = lookups.told(document, bundle, found, known)
    return Message(Format.FHIR_SFM, MEDICATION, (answer, *_parts(beside, known, answer.message_id, first=1)))


def _bundle(bundle: Element) -> Message | tuple[Problem, ...]:
    found = entries(bundle)
    if bundle.problems:
        return tuple(dict.fromkeys(bundle.problems))
    ours = [each for each in found if _is_ours(each)]
    if not ours:
        return (Problem(Code.NO_REPORT, "Bundle.entry", f"{len(found)} entries, and none of these areas: {_ACCEPTED}"),)
    if len(ours) > MOST_PARTS:
        return (_TOO_MANY,)
    known = shelf(found)
    by, where = senders.sender(bundle, found, known)
    parts = tuple(_parts(ours, known, _message_id(bundle)))
    return Message(Format.FHIR_R4, MEDICATION, parts, by, where)


def _parts(ours: Sequence[Entry], known: Shelf, message_id: str | None, first: int = 0) -> Iterator[Told]:
    for part, each in enumerate(ours, first):
        reader = None if each.resource is None else _reader(each.resource, each.method)
        if each.resource is None or reader is None:
            yield Told(part, None, None, (_unread(each),), message_id=message_id, area=_area_of_change(each))
        else:
            yield told(Element(each.resource, [], each.place), known, reader, part, message_id)


def _reader(resource: Json, method: str | None = None) -> Reader | None:
    """How a resource is read, by what a server is asked to do with it; None where it is passed over."""
    if is_entry(resource):
        return registrations.reader(resource, method)
    return READERS.get(type_of(resource) or "")


def _is_ours(entry: Entry) -> bool:
    """Of our types; or of no type that there is, which could be a misspelt one of ours; or a change to one of ours without its content."""
    if entry.resource is None:
        return _changed(entry) is not None
    return type_of(entry.resource) is None or _reader(entry.resource) is not None or _changed(entry) is not None


def _is_critical(entry: Entry) -> bool:
    reader = None if entry.resource is None else _reader(entry.resource)
    return reader is not None and reader.area == CRITICAL_INFO


def _changed(entry: Entry) -> Reader | None:
    """The reader of what an entry asks a server to change."""
    steps = (entry.asked or "").split("?")[0].split("/") if entry.method in _CHANGES else ()
    return next((READERS[each] for each in steps if each in READERS), None)


def _area_of_change(entry: Entry) -> str | None:
    reader = _changed(entry)
    return None if reader is None else reader.area


def _unread(entry: Entry) -> Problem:
    if entry.resource is not None and type_of(entry.resource) is None:
        return Problem(Code.UNKNOWN_VOCABULARY, f"{entry.place}.resourceType", "no type of resource that FHIR R4 has")
    detail = "a change without the resource as it then is: send it whole, with its status"
    return Problem(Code.NOT_FOR_THIS_AREA, f"{entry.path}.request", detail)


def _message_id(bundle: Element) -> str | None:
    own = bundle.one("identifier")
    return (None if own is None else own.text("value")) or bundle.text("id")
