"""Understands a FHIR R4 message of the medication area, from its bytes to the submissions in it.

SFM's answer to `$getMedication` is one submission; of any other Bundle each MedicationRequest, MedicationDispense and
MedicationStatement is one. All other types of resource are passed over, unless one of these refers to them.
"""

from collections.abc import Iterator, Sequence

from carebus.domain.problems import Code, Problem
from carebus.formats.fhir import dispenses, lookups, requests, senders, statements
from carebus.formats.fhir.bundles import Entry, entries, shelf
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parsing import parse
from carebus.formats.fhir.parts import Reader, told
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.resource_types import type_of
from carebus.formats.format import Format
from carebus.formats.told import Message, Told

AREA = "medication"

READERS: dict[str, Reader] = {
    "MedicationRequest": requests.READER,
    "MedicationDispense": dispenses.READER,
    "MedicationStatement": statements.READER,
}

MOST_PARTS = 1_000
"""Submissions in one message."""

_CHANGES = frozenset({"DELETE", "PATCH"})
_ACCEPTED = f"accepted are {', '.join(READERS)}, alone or in a Bundle, and SFM's answer to $getMedication"


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
    if kind in READERS:
        return Message(Format.FHIR_R4, AREA, (told(document, Shelf(), READERS[kind], 0, None),))
    return (Problem(Code.UNKNOWN_VOCABULARY, f"{kind}.resourceType", f"a message of {kind} alone: {_ACCEPTED}"),)


def _lookup(document: Element, bundle: Element) -> Message | tuple[Problem, ...]:
    found = entries(bundle)
    if document.problems:
        return tuple(dict.fromkeys(document.problems))
    return Message(Format.FHIR_SFM, AREA, (lookups.told(document, bundle, found, shelf(found)),))


def _bundle(bundle: Element) -> Message | tuple[Problem, ...]:
    found = entries(bundle)
    if bundle.problems:
        return tuple(dict.fromkeys(bundle.problems))
    ours = [each for each in found if _is_ours(each)]
    if not ours:
        return (Problem(Code.NO_REPORT, "Bundle.entry", f"{len(found)} entries, and none of this area: {_ACCEPTED}"),)
    if len(ours) > MOST_PARTS:
        return (Problem(Code.TOO_LARGE, "Bundle.entry", f"more than {MOST_PARTS} resources of this area"),)
    known = shelf(found)
    by, where = senders.sender(bundle, found, known)
    parts = tuple(_parts(ours, known, _message_id(bundle)))
    return Message(Format.FHIR_R4, AREA, parts, by, where)


def _parts(ours: Sequence[Entry], known: Shelf, message_id: str | None) -> Iterator[Told]:
    for part, each in enumerate(ours):
        reader = None if each.resource is None else READERS.get(type_of(each.resource) or "")
        if each.resource is None or reader is None:
            yield Told(part, None, None, (_unread(each),), message_id=message_id)
        else:
            yield told(Element(each.resource, [], each.place), known, reader, part, message_id)


def _is_ours(entry: Entry) -> bool:
    """Of our types; or of no type that there is, which could be a misspelt one of ours; or a change to one of ours without its content."""
    if entry.resource is not None and type_of(entry.resource) in READERS:
        return True
    if entry.method in _CHANGES and READERS.keys() & set((entry.asked or "").split("?")[0].split("/")):
        return True
    return entry.resource is not None and type_of(entry.resource) is None


def _unread(entry: Entry) -> Problem:
    if entry.resource is not None and type_of(entry.resource) is None:
        return Problem(Code.UNKNOWN_VOCABULARY, f"{entry.place}.resourceType", "no type of resource that FHIR R4 has")
    detail = "a change without the resource as it then is: send it whole, with its status"
    return Problem(Code.NOT_FOR_THIS_AREA, f"{entry.path}.request", detail)


def _message_id(bundle: Element) -> str | None:
    own = bundle.one("identifier")
    return (None if own is None else own.text("value")) or bundle.text("id")
