"""Understands how much of a FHIR message is used: every value in the resources of its areas is used, left out on purpose, or unknown."""

from typing import Any

from carebus.domain.problems import Problem
from carebus.formats.coverage import Coverage
from carebus.formats.fhir import lookups, table
from carebus.formats.fhir.critical_kinds import is_entry
from carebus.formats.fhir.elements import Element, leaves
from carebus.formats.fhir.identifiers import treatment_id
from carebus.formats.fhir.parsing import parse
from carebus.formats.fhir.resource_types import Json, root_name, type_of
from carebus.formats.fhir.table import Fate, Line

_SFM_OWN = {"MedicationDispense": "sfm-MedicationDispense"}
_NOT_PLAIN = frozenset({"Composition", "Basic", "Parameters"})
"""Read in an answer of SFM alone."""


def coverage(data: bytes) -> Coverage | Problem:
    """What is used of a message; a problem where the bytes are none. A resource of another area is left out as a whole."""
    tree = parse(data)
    if isinstance(tree, tuple):
        return tree[0]
    is_sfm = lookups.bundle_of(Element(tree, [], root_name(tree))) is not None
    counter = _Counter(is_sfm=is_sfm)
    counter.resource(tree)
    return counter.counted


class _Counter:
    """Counts one message; `is_sfm` says which lines of the table hold."""

    def __init__(self, *, is_sfm: bool) -> None:
        self.counted = Coverage()
        self._is_sfm = is_sfm
        self._is_row = False

    def resource(self, node: Json) -> None:
        """Counts a resource, by the lines of its type."""
        kind = type_of(node)
        if kind is None:
            self.counted.unknown["resourceType"] += _size(node)
        elif is_entry(node):
            self._read(node, f"Kj{kind}")
        elif kind not in table.kinds() or (kind in _NOT_PLAIN and not self._is_sfm):
            self.counted.dropped[table.left_out(kind) or f"not this area: {kind}"] += _size(node)
        else:
            self._is_row = self._is_sfm and treatment_id(Element(node, [], kind)) is not None
            self._read(node, _SFM_OWN.get(kind, kind) if self._is_sfm else kind)

    def _read(self, node: Json, of: str) -> None:
        self.counted.used += 1
        self._object({name: each for name, each in node.items() if name != "resourceType"}, of, is_resource=True)

    def _object(self, node: Json, of: str, *, is_resource: bool = False) -> None:
        for name, content in node.items():
            if name == "extension":
                for each in _objects(content):
                    self._extension(each, of)
            else:
                self._apply(table.element(of, name, is_resource=is_resource), content, f"{of}.{name}")

    def _extension(self, node: Json, of: str) -> None:
        url = node.get("url")
        name = url.rpartition("/")[2] if isinstance(url, str) else "?"
        line = table.extension(of, name, is_row=self._is_row)
        if line is None or line.fate is not Fate.USED or line.type == table.ANY:
            self._apply(line, node, f"{of}[{name}]")
            return
        for key, content in node.items():
            if key == "url":
                self.counted.used += 1
            elif key == "extension" and line.type == table.GROUP:
                for each in _objects(content):
                    self._extension(each, name)
            elif key.startswith("value") and line.type != table.GROUP:
                self._use(line, content, f"{of}[{name}]")
            else:
                self.counted.unknown[f"{of}[{name}].{key}"] += _size(content)

    def _apply(self, line: Line | None, content: Any, where: str) -> None:
        if line is None:
            self.counted.unknown[where] += _size(content)
        elif line.fate is Fate.USED:
            self._use(line, content, where)
        else:
            self.counted.dropped[f"{'held: ' if line.fate is Fate.HELD else ''}{line.what}"] += _size(content)

    def _use(self, line: Line, content: Any, where: str) -> None:
        if line.type in (table.VALUE, table.ANY):
            self.counted.used += _size(content)
            return
        found = _objects(content)
        if not found:
            self.counted.unknown[where] += _size(content)
        for each in found:
            if line.type == table.RESOURCE:
                self.resource(each)
            else:
                self._object(each, where if line.type == table.GROUP else line.type)


def _objects(content: Any) -> list[Json]:
    found = content if isinstance(content, list) else [content]
    return [each for each in found if isinstance(each, dict)]


def _size(content: Any) -> int:
    """Values from here down."""
    return sum(1 for _ in leaves(content, "")) or 1
