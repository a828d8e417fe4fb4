"""Understands one resource as a part of a message: the submission that it makes, whom it is about, and when it was.

Source: FHIR R4, Resource (`meta`, `implicitRules`) and modifier extensions: what they say may change all the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from carebus.domain.problems import Code
from carebus.domain.provenance import Provenance
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.subjects import subject
from carebus.formats.fhir.times import instant
from carebus.formats.told import MEDICATION, Told

LONGEST_NAME = 200

Made = Callable[[Provenance], Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """How one type of resource is read, for `area`: `read` makes its submission and notes problems.

    `time` finds when it was, as written; `whom` is the element that says which patient it is about.
    """

    read: Callable[[Element, Shelf], Made | None]
    time: Callable[[Element], str | None]
    area: str = MEDICATION
    whom: str = "subject"


def dated(name: str) -> Callable[[Element], str | None]:
    """What finds the date or time of an element."""
    return lambda resource: resource.date(name)


def told(resource: Element, shelf: Shelf, reader: Reader, part: int, message_id: str | None) -> Told:
    """The resource as number `part` of its message.

    It has no name of its own: one resource comes in several messages, with the same bytes around it or others, and what
    it tells is known by the ids in it (a prescription's, a dispensing's).
    """
    refuse_unknown_rules(resource)
    whom = subject(resource, shelf, reader.whom)
    made = reader.read(resource, shelf)
    meta = resource.one("meta")
    occurred, recorded = (
        instant(reader.time(resource)),
        None if meta is None else instant(meta.date("lastUpdated")),
    )
    problems = tuple(dict.fromkeys(resource.problems))
    return Told(
        part=part,
        submission=None if problems else made,
        subject=whom,
        problems=problems,
        occurred=occurred,
        recorded=recorded,
        message_id=message_id,
        area=reader.area,
    )


def name(resource: Element) -> str | None:
    """Type, id and version, by which what waits for an answer is known; None where it has no id, or too long a one."""
    own, meta = resource.text("id"), resource.one("meta")
    if own is None:
        return None
    stamps = () if meta is None else (meta.text("versionId"), meta.text("lastUpdated"))
    version = next((stamp for stamp in (*stamps, resource.text("authoredOn")) if stamp), "")
    called = f"{resource.kind}/{own}@{version}"
    return called if len(called) <= LONGEST_NAME else None


def not_mapped(element: Element, where: str, reason: str) -> None:
    """Notes that carebus makes nothing of it, and why."""
    element.note(Code.NOT_FOR_THIS_AREA, where, reason)


def refuse_unknown_rules(resource: Element) -> None:
    """Notes what FHIR forbids to read past: rules and modifier extensions that the reader does not know."""
    if resource.node.get("implicitRules") is not None:
        resource.note(
            Code.UNEXPECTED_ELEMENT, "implicitRules", "rules that carebus does not know could change the meaning"
        )
    for _ in _modified(resource.node):
        resource.note(Code.UNEXPECTED_ELEMENT, "modifierExtension", "carebus knows none: it could change the meaning")
        return


def _modified(node: Any) -> Iterator[bool]:
    """Whether a modifier extension stands anywhere in it."""
    if isinstance(node, dict):
        if node.get("modifierExtension"):
            yield True
        node = node.values()
    elif not isinstance(node, list):
        return
    for content in node:
        if isinstance(content, dict | list):
            yield from _modified(content)
