"""Understands which messages of the medication list an answer of SFM was made of: M25.1 the list, M25.2 a pharmacy's wishes, M25.3 what it packed.

Source: SFM Basis API 3.9, sfm-PLL-info ("Multidose info"): one Basic a message; `M9.12` stands where there is none.
"""

from datetime import datetime

from carebus.domain.dates import before
from carebus.domain.medication.beside import PackedItem, Packing
from carebus.domain.medication.waiting import Proposal, Wish
from carebus.formats.fhir import extensions
from carebus.formats.fhir.concepts import codings
from carebus.formats.fhir.elements import Element
from carebus.formats.fhir.identifiers import resept_id, treatment_id
from carebus.formats.fhir.medicines import medicine
from carebus.formats.fhir.people import person
from carebus.formats.fhir.references import Shelf
from carebus.formats.fhir.systems import EXTENSION, SFM_MESSAGE
from carebus.formats.fhir.times import beginning

_SUBMITS = "createPLL"

Read = datetime | Proposal | Packing | None


def read(basic: Element, shelf: Shelf) -> Read:
    """The date of M25.1, the wish of M25.2, the packing of M25.3; None for another message, or a prescription that is no medicine."""
    match next((each.code for each in codings(basic.one("code")) if each.system == SFM_MESSAGE), None):
        case "M25.1":
            return _made(basic)
        case "M25.2":
            return _proposal(basic, shelf)
        case "M25.3":
            return _packing(basic, shelf)
        case _:
            return None


def is_sent(basic: Element) -> bool:
    """Whether it asks for a list to be made: then it is of `$sendMedication`, and no answer, where it may stand as false."""
    return bool(extensions.flag(_information(basic), _SUBMITS))


def _made(basic: Element) -> datetime | None:
    """When the message was made; its absence is a problem, since a newer list closes an older wish (R29)."""
    told = beginning(extensions.date(_information(basic), "PLLdate"))
    if told is None:
        basic.missing("extension", "nothing says when the message was made (PLLdate)")
    return told


def _proposal(basic: Element, shelf: Shelf) -> Proposal | None:
    """M25.2: that a pharmacy asks something; what it asks, SFM does not tell."""
    own, when = _id(basic), _made(basic)
    text, by = extensions.text(_information(basic), "text"), person(basic.one("author"), shelf)
    if own is None or when is None:
        return None
    return Proposal(own, Wish.OTHER, when, text=text, by=by, multidose=True)


def _packing(basic: Element, shelf: Shelf) -> Packing | None:
    """M25.3: what was packed, and for which days."""
    information, own, when = _information(basic), _id(basic), _made(basic)
    found = () if information is None else information.extensions("deliveryinformation")
    items = tuple(_item(each, shelf) for each in found)
    firsts = [date for each in found if (date := extensions.date(each, "datefirstdose"))]
    lasts = [date for each in found if (date := extensions.date(each, "datelastdose"))]
    author = person(basic.one("author"), shelf)
    if own is None or when is None:
        return None
    pharmacy = None if author is None else author.organisation or author.name
    return Packing(own, when, _earliest(firsts), _latest(lasts), pharmacy, tuple(each for each in items if each))


def _item(information: Element, shelf: Shelf) -> PackedItem | None:
    """One medicine: what was handed out goes before what was prescribed."""
    prescribed, handed_out = (extensions.reference(information, name) for name in ("prescriptionId", "deliverydoc"))
    document, statement = shelf.target(handed_out), shelf.target(prescribed)
    what = next((each for each in (document, statement) if each is not None), None)
    named = None if what is None else medicine(what, shelf)
    name = named.name if named else None if prescribed is None else prescribed.text("display")
    if name is None:
        information.missing("extension", "nothing says which medicine was packed")
        return None
    if statement is None:
        return PackedItem(name)
    return PackedItem(name, resept_id(statement), treatment_id(statement))


def _id(basic: Element) -> str | None:
    found = next((value for each in basic.all("identifier") if (value := each.text("value"))), None)
    if found is None:
        basic.missing("identifier")
    return found


def _earliest(dates: list[str]) -> str | None:
    first: str | None = None
    for each in dates:
        first = each if first is None or before(each, first) else first
    return first


def _latest(dates: list[str]) -> str | None:
    last: str | None = None
    for each in dates:
        last = each if last is None or before(last, each) else last
    return last


def _information(basic: Element) -> Element | None:
    return basic.extension(EXTENSION["pllInformation"])
