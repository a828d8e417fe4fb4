"""Understands what was asked for and told to the laboratory (KITH ServReq and InfItem)."""

from carebus.domain.coding import Coding
from carebus.domain.results.report import ClinicalInformation, Note, Request
from carebus.formats.kith.elements import Element
from carebus.formats.kith.markup import text_or_markup


def request(element: Element) -> Request:
    """One requisition that the report answers."""
    return Request(
        id=element.id("Id"),
        id_by_provider=element.id("IdByServProvider"),
        service_type=element.code("ServType"),
        issued=element.time("IssueDate"),
        received=element.time("ReceiptDate"),
        discipline=element.coding("MsgDescr"),
        priority=element.coding("RequestedPrioReport"),
        payment=element.coding("PaymentCat"),
        acknowledgement=element.coding("Ack"),
        comment=element.joined("ReqComment"),
        reservations=element.codings("Reservation"),
        permissions=element.codings("Permission"),
        reasons=tuple(_note(reason) for reason in element.all("ReasonAsText")),
        comments=tuple(_note(comment) for comment in element.all("Comment")),
    )


def _note(element: Element) -> Note:
    text, markup = text_or_markup(element.one("TextResultValue"))
    return Note(element.coding("Heading"), text, element.coding("TextCode"), markup)


def clinical_information(element: Element) -> ClinicalInformation:
    """One piece of what the requester told (KITH InfItem)."""
    observation = element.one("Observation")
    text, markup = (None, False) if observation is None else text_or_markup(observation.one("Description"))
    return ClinicalInformation(
        type=element.coding("Type") or Coding(None, None),
        text=text,
        markup=markup,
        comment=None if observation is None else observation.joined("Comment"),
        code=None if observation is None else observation.coding("CodedDescr"),
        started=element.time("StartDateTime"),
        ended=element.time("EndDateTime"),
        origin=element.time("OrgDate"),
    )
