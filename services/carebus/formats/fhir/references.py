"""Understands what a reference points at: a resource in the same message, contained or in a Bundle.

Source: FHIR R4, Reference, and "Resolving references in Bundles": by full URL, or relative to the place where the
Bundle's resources are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from carebus.domain.problems import Problem
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.parsing import MOST_PROBLEMS
from carebus.formats.fhir.resource_types import Json

T = TypeVar("T")

_HISTORY = "/_history/"


@dataclass(frozen=True, slots=True)
class Place:
    """A resource, and the path at which it stands in the message."""

    resource: Json
    path: str


class Shelf:
    """The resources of one message by the names under which they are referred to."""

    __slots__ = ("_places", "_read")

    def __init__(self, named: Iterable[tuple[str | None, Place]] = ()) -> None:
        self._places: dict[str, Place | None] = {}
        self._read: dict[int, tuple[Any, list[Problem]]] = {}
        for url, place in named:
            for name in _names(url, place.resource):
                self._put(name, place)

    def target(self, reference: Element | None) -> Element | None:
        """The resource that a Reference points at; None where it is not in the message, or where two have that name."""
        written = None if reference is None else reference.text("reference")
        if reference is None or written is None:
            return None
        if written.startswith("#"):
            return _contained(reference.resource, written[1:])
        place = self._places.get(written.partition(_HISTORY)[0])
        return None if place is None else Element(place.resource, reference.problems, place.path)

    def once(self, resource: Element, read: Callable[[Element], T]) -> T:
        """What `read` makes of a resource, made once however many refer to it; its problems are told with each."""
        known = self._read.get(id(resource.node))
        if known is None:
            alone = Element(resource.node, [], resource.path())
            known = self._read[id(resource.node)] = (read(alone), alone.problems)
        made, problems = known
        resource.problems.extend(problems[: MOST_PROBLEMS - len(resource.problems)])
        return cast(T, made)

    def _put(self, name: str, place: Place) -> None:
        known = self._places.setdefault(name, place)
        if known is not None and known.resource != place.resource:
            self._places[name] = None


def tail(reference: Element) -> str | None:
    """The last part of a reference: the id of the resource at its server, or its UUID."""
    written = reference.text("reference")
    if written is None or written.startswith("#"):
        return None
    return written.partition(_HISTORY)[0].removeprefix("urn:uuid:").rpartition("/")[2] or None


def is_to(reference: Element | None, kind: str) -> bool:
    """Whether a reference says itself that it is to a resource of a type; SFM writes the address of its profile."""
    if reference is None:
        return False
    written = (reference.text("reference") or "").partition(_HISTORY)[0].split("/")
    said = (reference.text("type") or "").rpartition("/")[2].removeprefix("sfm-")
    return said == kind or kind in written[-2:-1]


def _names(url: str | None, resource: Json) -> Iterable[str]:
    if url:
        yield url.partition(_HISTORY)[0]
    kind, name = resource.get("resourceType"), resource.get("id")
    if isinstance(kind, str) and isinstance(name, str):
        yield f"{kind}/{name}"


def _contained(container: Element, name: str) -> Element | None:
    return next((each for each in container.all("contained") if each.node.get("id") == name), None)
