"""Understands what every entry of critical information has in FHIR, whichever its resource: its id, what it is about, where the knowledge comes from.

Source: Kritisk Info FHIR API; what carebus itself wrote is known by its own systems (`critical_told`).
"""

from collections.abc import Iterator

from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content
from carebus.formats.entries import NATIONAL
from carebus.formats.fhir.concepts import coding
from carebus.formats.fhir.critical_kinds import is_national
from carebus.formats.fhir.critical_told import AsTold, still_says
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import called
from carebus.formats.fhir.systems import ENTRY, KJ_EXTENSION
from carebus.formats.fhir.write_critical_parts import REMARKED_BY, about
from carebus.formats.fhir.write_parts import coding as written_coding


def known_as(resource: Element) -> str | None:
    """What its source calls it; an id of the national service, or of carebus, is the same whoever passes it on."""
    written = (each.text("value") for each in resource.all("identifier") if each.text("system") == ENTRY)
    own = next((f"{ENTRY}|{value}" for value in written if value), None) or called(resource)
    return f"{NATIONAL}|{own}" if own and "|" not in own and is_national(resource.node) else own


def subject_matter(resource: Element, code: Element | None) -> Content:
    """The codes and the text of what it is about: as they were told, where the element still says them."""
    told = AsTold(resource).content
    if code is not None and (told.codes or told.text) and still_says(code.node, about(told)):
        return Content(codes=told.codes, text=told.text)
    return Content() if code is None else Content(codes=tuple(_codes(code)), text=code.text("text"))


def source_of_information(resource: Element) -> Coding | None:
    """Where the knowledge comes from (KjSourceOfInformation): as it was told, where the element still says that."""
    found = resource.extension(KJ_EXTENSION["KjSourceOfInformation"])
    said = None if found is None else found.one("valueCoding")
    told = AsTold(resource).content.source_of_information
    if told is not None and still_says({} if said is None else said.node, written_coding(told)):
        return told
    return None if said is None else coding(said)


def remarks(annotations: Iterator[Element]) -> Iterator[str | None]:
    """The texts of annotations but for those that carebus made of the other elements."""
    return (each.text("text") for each in annotations if each.text("authorString") != REMARKED_BY)


def _codes(code: Element) -> Iterator[Coded]:
    for each in code.all("coding"):
        made = coding(each)
        if made is not None:
            yield Coded(made, each.flag("userSelected") or False)
