"""Understands one ServReport of a KITH Svarrapport: a report as told, its patient and its laboratory."""

from dataclasses import dataclass
from datetime import UTC, datetime

from carebus.domain.coding import Coding
from carebus.domain.problems import Code, Problem
from carebus.domain.results.report import (
    ClinicalInformation,
    Identifier,
    LaboratoryId,
    Moment,
    PartyLevel,
    Report,
    ReportId,
)
from carebus.formats.kith import codes
from carebus.formats.kith.elements import Element
from carebus.formats.kith.items import items
from carebus.formats.kith.parties import parties, party
from carebus.formats.kith.requests import clinical_information, request
from carebus.formats.kith.specimens import specimens
from carebus.formats.kith.subjects import Subject, patient, subject

_NEVER = datetime.min.replace(tzinfo=UTC)
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One ServReport as read: `report` is there only when there are no `problems`, and its laboratory is left open.

    `provider` are the ids of the laboratory, institution first. `trial` says that the message calls itself a test.
    """

    part: int
    subject: Subject | None
    provider: tuple[Identifier, ...]
    provider_name: str | None
    trial: bool
    report: Report | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says once for all its reports."""

    message_id: str | None
    generated: Moment | None
    status: Coding | None
    trial: bool


def told(element: Element, part: int, envelope: Envelope, before: tuple[Problem, ...]) -> Told:
    """The ServReport `element` as number `part` of its message; `before` are the problems of the message itself."""
    person = patient(element)
    whom = None if person is None else subject(person)
    provider = _levels(element.needed("ServProvider"))
    report = _report(element, person, envelope)
    problems = tuple(dict.fromkeys((*before, *element.problems)))
    ids = tuple(identifier for level in provider for identifier in level.identifiers)
    name = provider[0].name if provider else None
    return Told(part, whom, ids, name, envelope.trial, None if problems else report, problems)


def _levels(provider: Element | None) -> tuple[PartyLevel, ...]:
    """The laboratory: institution and departments, no persons."""
    found = party(provider)
    return () if found is None else tuple(level for level in found.path if level.kind != "person")


def _report(element: Element, person: Element | None, envelope: Envelope) -> Report | None:
    report_id = _report_id(element)
    service_type = codes.needed(codes.REPORT_SERVICE_TYPES, element, "ServType")
    status = codes.needed(codes.REPORT_STATUSES, element, "Status")
    return Report(
        laboratory=LaboratoryId(""),
        report_id=report_id,
        message_id=envelope.message_id or "",
        generated=_instant(envelope.generated),
        generated_as=envelope.generated or Moment(""),
        service_type=service_type or "",
        status=status or "",
        issued=element.time("IssueDate"),
        approved=element.time("ApprDate"),
        cancellation=element.coding("CancellationCode"),
        acknowledgement=element.coding("Ack"),
        discipline=element.coding("MsgDescr"),
        message_status=envelope.status,
        comment=element.joined("Comment"),
        coded_comments=element.codings("CodedComment"),
        requests=tuple(request(each) for each in element.all("ServReq")),
        specimens=() if person is None else specimens(person.all("AnalysedSubject")),
        items=() if person is None else items(person.all("ResultItem")),
        clinical_information=_information(person),
        requester=party(element.one("Requester")),
        provider=party(element.one("ServProvider")),
        responsible=() if person is None else parties(person.all("ResponsibleHcp")),
        copies=parties(element.all("CopyDest")),
        related=parties(element.all("RelServProv")),
        documents_dropped=len(element.all("RefDoc")),
    )


def _report_id(element: Element) -> ReportId:
    """ServProvId, which is part of the key of the report's view."""
    found, written = element.one("ServProvId"), element.id("ServProvId")
    if found is None or written is None:
        element.missing("ServProvId")
    elif len(written) > _LONGEST_ID:
        found.problem(Code.INVALID_VALUE, f"more than {_LONGEST_ID} characters")
    return ReportId(written or "")


def _information(person: Element | None) -> tuple[ClinicalInformation, ...]:
    return () if person is None else tuple(clinical_information(each) for each in person.all("InfItem"))


def _instant(moment: Moment | None) -> datetime:
    """A stand-in where the message says no time: such a report never leaves here, its problems do."""
    return _NEVER if moment is None or moment.instant is None else moment.instant
