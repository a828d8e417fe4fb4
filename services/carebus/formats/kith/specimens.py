"""Understands samples and study products (KITH AnalysedSubject), one standing in another."""

from collections.abc import Sequence

from carebus.domain.results.report import Note, Specimen
from carebus.formats.kith.elements import Element
from carebus.formats.kith.parties import parties


def specimens(elements: Sequence[Element]) -> tuple[Specimen, ...]:
    """All of them in the order of the message, each after the one that it stands in."""
    found: list[Specimen] = []
    for element in elements:
        _collect(element, None, found)
    return tuple(found)


def _collect(element: Element, part_of: int | None, found: list[Specimen]) -> None:
    found.append(_specimen(element, part_of))
    place = len(found) - 1
    for inner in element.all("AnalysedSubject"):
        _collect(inner, place, found)


def _specimen(element: Element, part_of: int | None) -> Specimen:
    sample, product = element.one("CollectedSample"), element.one("CollectedStudyProduct")
    return Specimen(
        id=element.id("IdByServProvider"),
        id_by_requester=element.id("IdByRequester"),
        part_of=part_of,
        service_type=element.code("ServType"),
        collected=None if sample is None else sample.time("CollectedDate"),
        collector_comment=None if sample is None else sample.joined("CollectorComment"),
        collector_codes=() if sample is None else sample.codings("CollectorCommentCoded"),
        logistics=None if sample is None else sample.joined("Logistics"),
        product_type=None if product is None else product.text("Type"),
        produced=None if product is None else product.time("ProducedDate"),
        related_product=None if product is None else product.text("RefRelatedProd"),
        type=element.text("Type"),
        type_code=element.coding("TypeCoded"),
        origin=element.joined("AnatomicalOrigin"),
        preservation=element.joined("PreservMaterial"),
        comment=element.joined("Comment"),
        number=element.text("Number"),
        collection_indicator=element.coding("SampleCollInd"),
        procedure=element.coding("SampleCollProc"),
        handling=element.texts("SampleHandling"),
        accredited=element.flag("Accredited"),
        pretreatment=_pretreatment(element.one("Pretreatment")),
        performers=parties(element.all("RelServProv")),
    )


def _pretreatment(element: Element | None) -> Note | None:
    return None if element is None else Note(element.coding("Heading"), element.joined("TextResultValue"))
