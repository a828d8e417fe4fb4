"""Understands how much of a message is used: every element and attribute is used, left out on purpose, or unknown."""

from lxml import etree

from carebus.domain.problems import Problem
from carebus.formats.coverage import Coverage
from carebus.formats.kith import vocabulary
from carebus.formats.kith.table import DROPPED_ATTRIBUTES, USED_ATTRIBUTES, Fate, Line, Type, table
from carebus.formats.kith.xml import root

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_XMLS_OWN = "XML's own: where the schema is, of which type text is"
_ENVELOPE = "the envelope around the message"


def coverage(data: bytes) -> Coverage | Problem:
    """What is used of a Svarrapport; a problem where the bytes are none."""
    document = root(data)
    if isinstance(document, Problem):
        return document
    found = vocabulary.messages(document)
    return found if isinstance(found, Problem) else _counted(document, found)


def _counted(document: etree._Element, found: tuple[etree._Element, ...]) -> Coverage:
    counted = Coverage()
    for message in found:
        counted.used += 1
        _attributes(message, Type.GROUP, "Message", counted)
        _children(message, counted)
    if around := _size(document) - sum(_size(message) for message in found):
        counted.dropped[_ENVELOPE] += around
    return counted


def _children(parent: etree._Element, counted: Coverage) -> None:
    for child in parent:
        name = f"{etree.QName(parent).localname}/{etree.QName(child).localname}"
        line = table().get(name) if _same_space(parent, child) else None
        if line is None:
            counted.unknown[name] += _size(child)
        elif line.fate is Fate.USED:
            _use(child, line, counted)
        else:
            counted.dropped[_why(line)] += _size(child)


def _use(element: etree._Element, line: Line, counted: Coverage) -> None:
    counted.used += 1
    _attributes(element, line.type, line.element, counted)
    if line.type is Type.GROUP:
        _children(element, counted)
    elif line.type in (Type.MARKUP, Type.TEXT):
        counted.used += sum(_size(child) for child in element)
    else:
        counted.unknown.update(f"{line.element}/{etree.QName(child).localname}" for child in element)


def _attributes(element: etree._Element, of_type: Type, where: str, counted: Coverage) -> None:
    for name in map(str, element.attrib):
        if name in USED_ATTRIBUTES.get(of_type, ()):
            counted.used += 1
        elif name.startswith(_INSTANCE):
            counted.dropped[_XMLS_OWN] += 1
        elif name in DROPPED_ATTRIBUTES.get(of_type, {}):
            counted.dropped[DROPPED_ATTRIBUTES[of_type][name]] += 1
        else:
            counted.unknown[f"{where}@{name}"] += 1


def _why(line: Line) -> str:
    return f"{'held: ' if line.fate is Fate.HELD else ''}{line.what}"


def _size(element: etree._Element) -> int:
    """Elements and attributes from here down."""
    return sum(1 + len(each.attrib) for each in element.iter())


def _same_space(parent: etree._Element, child: etree._Element) -> bool:
    return etree.QName(parent).namespace == etree.QName(child).namespace
