"""Understands one element of a FHIR resource: what stands in it, and every problem met while reading it.

Source: FHIR R4, JSON representation.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from carebus.domain.problems import Code, Problem
from carebus.formats.fhir.parsing import MOST_PROBLEMS, Number
from carebus.formats.fhir.resource_types import Json
from carebus.formats.fhir.times import readable

MOST_IN_ARRAY = 1_000
"""Of one array, but for the entries of a Bundle: each costs time, and a resource may be referred to a thousand times."""

_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Element:
    """One JSON object; `problems` is one list for all that is read together, so that all of them are told and not only the first.

    `step` is how it is reached from `under`; at a resource, from the message. Paths are FHIRPath-like: `Bundle.entry[3].resource.dosage[0]`.
    """

    __slots__ = ("_arrays", "_step", "_under", "_urls", "node", "problems", "resource")

    def __init__(self, node: Json, problems: list[Problem], step: str, under: "Element | None" = None) -> None:
        self.node = node
        self.problems = problems
        self._step = step
        self._under = under
        self.resource: Element = self if under is None else under.resource
        self._arrays: dict[str, tuple[Element, ...]] = {}
        self._urls: dict[str, list[Element]] | None = None

    @property
    def kind(self) -> str | None:
        """The type of a resource, as written."""
        kind = self.node.get("resourceType")
        return kind if type(kind) is str else None

    def all(self, name: str, most: int = MOST_IN_ARRAY) -> Sequence["Element"]:
        """The objects in the array `name`; more than `most` are a problem."""
        known = self._arrays.get(name)
        if known is None:
            known = self._arrays[name] = tuple(self._all(name, most))
        return known

    def one(self, name: str) -> "Element | None":
        """The object `name`."""
        found = self.node.get(name)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.wrong(name, "not an object")
            return None
        return self._child(found, name)

    def first(self, name: str) -> "Element | None":
        """The first object in the array `name`."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str | None:
        """The text `name`, without blanks around it."""
        found = self.node.get(name)
        return None if found is None else self.as_text(found, name)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts in the array `name`; a place that only has extensions is null there."""
        found = [(place, each) for place, each in enumerate(self._array(name)) if each is not None]
        read = (self.as_text(each, f"{name}[{place}]") for place, each in found)
        return tuple(text for text in read if text is not None)

    def needed(self, name: str) -> str | None:
        """The text `name`; its absence is a problem."""
        found = self.text(name)
        if found is None and self.node.get(name) in (None, ""):
            self.missing(name)
        return found

    def number(self, name: str) -> str | None:
        """The number `name` as it was written: never a float (R24)."""
        found = self.node.get(name)
        if found is None or type(found) is Number:
            return None if found is None else str(found)
        self.wrong(name, "not a number")
        return None

    def flag(self, name: str) -> bool | None:
        """The boolean `name`."""
        found = self.node.get(name)
        if found is None or isinstance(found, bool):
            return found
        self.wrong(name, "neither true nor false")
        return None

    def date(self, name: str) -> str | None:
        """The date or time `name` as written; one that cannot be read is a problem."""
        found = self.text(name)
        if found is None or readable(found):
            return found
        self.note(Code.INVALID_TIME, name, "not a date, or a time of day without seconds or zone")
        return None

    def extensions(self, url: str) -> Sequence["Element"]:
        """The extensions of that address."""
        if self._urls is None:
            self._urls = {}
            for each in self.all("extension"):
                self._urls.setdefault(str(each.node.get("url")), []).append(each)
        return self._urls.get(url, ())

    def extension(self, url: str) -> "Element | None":
        """The first extension of that address."""
        return next(iter(self.extensions(url)), None)

    def as_text(self, found: Any, name: str) -> str | None:
        """What was found in `name` as a text without blanks around it; anything but a text is a problem."""
        if type(found) is not str:
            self.wrong(name, "not a text")
            return None
        if _UNFIT.search(found):
            self.note(Code.CONTROL_CHARACTERS, name, "has characters that no text has")
            return None
        return found.strip() or None

    def note(self, code: Code, name: str | None, detail: str) -> None:
        """Notes what is wrong with `name`, or with the element itself. `detail` quotes nothing from the message."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(code, self.path(name), detail))

    def missing(self, name: str, detail: str = "missing or empty") -> None:
        """Notes that `name` is not here or says nothing."""
        self.note(Code.MISSING_ELEMENT, name, detail)

    def wrong(self, name: str, detail: str) -> None:
        """Notes that `name` is not what FHIR has there."""
        self.note(Code.INVALID_VALUE, name, detail)

    def path(self, name: str | None = None) -> str:
        """Where it, or `name` in it, stands."""
        here = self._step if self._under is None else f"{self._under.path()}.{self._step}"
        return here if name is None else f"{here}.{name}"

    def _all(self, name: str, most: int) -> Iterator["Element"]:
        for place, each in enumerate(self._array(name, most)):
            if isinstance(each, dict):
                yield self._child(each, f"{name}[{place}]")
            else:
                self.wrong(f"{name}[{place}]", "not an object")

    def _array(self, name: str, most: int = MOST_IN_ARRAY) -> list[Any]:
        found = self.node.get(name)
        if isinstance(found, list) and len(found) <= most:
            return found
        if isinstance(found, list):
            self.note(Code.TOO_LARGE, name, f"more than {most} in one array")
        elif found is not None:
            self.wrong(name, "not an array")
        return []

    def _child(self, node: Json, step: str) -> "Element":
        return Element(node, self.problems, step, self)


def leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every value in a piece of JSON, as written, with its path."""
    if isinstance(node, dict):
        for name, content in node.items():
            yield from leaves(content, f"{path}.{name}")
    elif isinstance(node, list):
        for content in node:
            yield from leaves(content, path)
    elif isinstance(node, bool):
        yield path, str(node).lower()
    elif isinstance(node, str):
        yield path, str(node)
