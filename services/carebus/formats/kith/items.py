"""Understands the rows of a report (KITH ResultItem): as written, in order, each after the one it is nested in."""

from collections.abc import Sequence

from carebus.domain.coding import Coding
from carebus.domain.problems import Code
from carebus.domain.results.report import Diagnosis, Modifier, Quantity, ResultItem, Structured
from carebus.formats.kith.codes import ITEM_SERVICE_TYPES, ITEM_STATUSES, one_of
from carebus.formats.kith.elements import Element
from carebus.formats.kith.parties import parties
from carebus.formats.kith.values import value

MOST_ROWS = 10_000
"""Far above any laboratory's report (the largest seen has 53 rows): more is a fault or an attack, and would stop a partition."""


def items(elements: Sequence[Element]) -> tuple[ResultItem, ...]:
    """All rows, nested ones too."""
    found: list[ResultItem] = []
    for element in elements:
        _collect(element, None, found)
    return tuple(found)


def _collect(element: Element, nested_in: int | None, found: list[ResultItem]) -> None:
    if len(found) >= MOST_ROWS:
        _too_many(element)
        return
    found.append(_item(element, nested_in))
    place = len(found) - 1
    for inner in element.all("ResultItem"):
        _collect(inner, place, found)


def _too_many(element: Element) -> None:
    if not any(problem.code is Code.TOO_LARGE for problem in element.problems):
        element.problem(Code.TOO_LARGE, f"more than {MOST_ROWS} result items in one report")


def _item(element: Element, nested_in: int | None) -> ResultItem:
    investigations = element.all("Investigation")
    return ResultItem(
        id=element.id("IdResultItem"),
        refers_to=element.id("RefIdResultItem"),
        nested_in=nested_in,
        codes=tuple(code for each in investigations for code in each.codings("Id")),
        specifications=tuple(code for each in investigations for code in each.codings("Spec")),
        investigation_comment="\n".join(text for each in investigations for text in each.texts("Comment")) or None,
        service_type=one_of(ITEM_SERVICE_TYPES, element, "ServType"),
        status=one_of(ITEM_STATUSES, element, "StatusInvestigation"),
        value=value(element),
        deviation=element.coding("DevResultInd"),
        reference=tuple(text for interval in element.all("RefInterval") for text in interval.texts("Descr")),
        comment=element.joined("Comment"),
        investigated=element.time("InvDate"),
        status_changed=element.time("StatusChangeDate"),
        described=element.time("DescrDate"),
        countersigned=element.time("CounterSignDate"),
        validated=element.time("MedicalValidationDate"),
        specimens=element.texts("RefAnalysedSubject"),
        accredited=element.flag("Accredited"),
        diagnosis=_diagnosis(element.one("DiagComment")),
        structured=tuple(_structured(each) for each in element.all("StructuredInfo")),
        performers=parties(element.all("RelServProv")),
    )


def _diagnosis(element: Element | None) -> Diagnosis | None:
    concept = None if element is None else element.coding("Concept")
    if element is None or concept is None:
        return None
    return Diagnosis(concept, tuple(m for each in element.all("Modifier") if (m := _modifier(each)) is not None))


def _modifier(element: Element) -> Modifier | None:
    name = element.coding("Name")
    if name is None:
        element.missing("Name")
        return None
    return Modifier(name, element.codings("Value"))


def _structured(element: Element) -> Structured:
    return Structured(
        type=element.coding("Type") or Coding(None, None),
        texts=tuple(text for each in element.all("TextInfo") for text in each.texts("Text")),
        integers=tuple(text for each in element.all("IntegerInfo") for text in each.texts("Integer")),
        quantities=tuple(q for each in element.all("PhysicalInfo") for q in _quantities(each)),
        codes=tuple(code for each in element.all("CodedInfo") for code in each.codings("Code")),
        flags=tuple(flag for each in element.all("BooleanInfo") if (flag := _flag(each)) is not None),
    )


def _quantities(element: Element) -> list[Quantity]:
    return [found for each in element.all("Quantity") if (found := each.as_quantity()) is not None]


def _flag(element: Element) -> bool | None:
    flag = element.flag("Flag")
    if flag is None and element.code("Flag") is not None:
        element.problem(Code.INVALID_VALUE, "a flag is neither true nor false")
    return flag
