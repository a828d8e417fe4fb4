"""Understands one laboratory report as one message tells it: a ServReport of KITH Svarrapport, nothing interpreted."""

from datetime import datetime
from typing import NewType

from carebus.domain.coding import Coding
from carebus.domain.record import Record

LaboratoryId = NewType("LaboratoryId", str)
ReportId = NewType("ReportId", str)


class Moment(Record, frozen=True):
    """A time as written, and the instant that it means where it says one.

    `instant` is None for a date, month or year alone. `note` says what was assumed: `zone assumed` (no zone was written:
    Europe/Oslo) or `ambiguous hour` (the hour that occurs twice in October: the first of them, R13).
    """

    written: str
    instant: datetime | None = None
    note: str | None = None


class Quantity(Record, frozen=True):
    """A number as written ("4.0" is not "4"), its comparator and its unit as written (R24)."""

    number: str
    unit: str | None = None
    comparator: str | None = None


class TextResult(Record, frozen=True):
    """A result in words: `markup` says that `text` is XHTML, which is data and is sanitised on display (R24)."""

    text: str | None
    markup: bool = False
    heading: Coding | None = None
    codes: tuple[Coding, ...] = ()
    unit: str | None = None


class Interval(Record, frozen=True):
    """An interval of uncertainty."""

    low: Quantity | None
    high: Quantity | None


class Value(Record, frozen=True):
    """What was found: exactly one of the four is present."""

    quantity: Quantity | None = None
    text: TextResult | None = None
    interval: Interval | None = None
    date: Moment | None = None


class Identifier(Record, frozen=True):
    """An identifier with the kind that its source gave (8116 / 8268: HER, ENH, HPR, LAV …)."""

    value: str
    kind: str | None = None


class Party(Record, frozen=True):
    """A person or organisation of the health services: `path` goes from institution by department to person."""

    role: str | None
    path: tuple["PartyLevel", ...]
    relation: str | None = None
    speciality: Coding | None = None
    communication: str | None = None
    roles: tuple["CopyRole", ...] = ()


class PartyLevel(Record, frozen=True):
    """One level of a party: an institution, a department or a person."""

    kind: str
    name: str | None
    identifiers: tuple[Identifier, ...] = ()
    type: Coding | None = None


class CopyRole(Record, frozen=True):
    """What a copy recipient receives and how (KITH CopyDestRole)."""

    message_type: str | None
    requested: str | None = None
    actual: str | None = None


class Note(Record, frozen=True):
    """A comment or reason under a heading (KITH Comment, ReasonAsText)."""

    heading: Coding | None
    text: str | None
    code: Coding | None = None
    markup: bool = False


class Request(Record, frozen=True):
    """A requisition that the report answers (KITH ServReq)."""

    id: str | None
    id_by_provider: str | None = None
    service_type: str | None = None
    issued: Moment | None = None
    received: Moment | None = None
    discipline: Coding | None = None
    priority: Coding | None = None
    payment: Coding | None = None
    acknowledgement: Coding | None = None
    comment: str | None = None
    reservations: tuple[Coding, ...] = ()
    permissions: tuple[Coding, ...] = ()
    reasons: tuple[Note, ...] = ()
    comments: tuple[Note, ...] = ()


class Specimen(Record, frozen=True):
    """A sample or study product (KITH AnalysedSubject); `part_of` is the index of the one that it stands in."""

    id: str | None
    id_by_requester: str | None = None
    part_of: int | None = None
    service_type: str | None = None
    collected: Moment | None = None
    collector_comment: str | None = None
    collector_codes: tuple[Coding, ...] = ()
    logistics: str | None = None
    product_type: str | None = None
    produced: Moment | None = None
    related_product: str | None = None
    type: str | None = None
    type_code: Coding | None = None
    origin: str | None = None
    preservation: str | None = None
    comment: str | None = None
    number: str | None = None
    collection_indicator: Coding | None = None
    procedure: Coding | None = None
    handling: tuple[str, ...] = ()
    accredited: bool | None = None
    pretreatment: Note | None = None
    performers: tuple[Party, ...] = ()


class Modifier(Record, frozen=True):
    """A modifier of a coded diagnosis (KITH Modifier)."""

    name: Coding
    values: tuple[Coding, ...]


class Diagnosis(Record, frozen=True):
    """A comment given as a diagnosis (KITH DiagComment)."""

    concept: Coding
    modifiers: tuple[Modifier, ...] = ()


class Structured(Record, frozen=True):
    """A structured piece of information (KITH StructuredInfo): texts, integers, quantities, codes and flags as written."""

    type: Coding
    texts: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    codes: tuple[Coding, ...] = ()
    flags: tuple[bool, ...] = ()


class ClinicalInformation(Record, frozen=True):
    """What the requester told the laboratory (KITH InfItem with its Observation)."""

    type: Coding
    text: str | None = None
    markup: bool = False
    comment: str | None = None
    code: Coding | None = None
    started: Moment | None = None
    ended: Moment | None = None
    origin: Moment | None = None


class ResultItem(Record, frozen=True):
    """One row of a report, as written.

    `nested_in` is the index of the item that it stands inside; `refers_to` is the id of the item that it names by
    RefIdResultItem (R15). `specimens` are ids of specimens. `service_type` is 8270 (N, M, C, H, A), `status` is 8245.
    """

    id: str | None = None
    refers_to: str | None = None
    nested_in: int | None = None
    codes: tuple[Coding, ...] = ()
    specifications: tuple[Coding, ...] = ()
    investigation_comment: str | None = None
    service_type: str | None = None
    status: str | None = None
    value: Value | None = None
    deviation: Coding | None = None
    reference: tuple[str, ...] = ()
    comment: str | None = None
    investigated: Moment | None = None
    status_changed: Moment | None = None
    described: Moment | None = None
    countersigned: Moment | None = None
    validated: Moment | None = None
    specimens: tuple[str, ...] = ()
    accredited: bool | None = None
    diagnosis: Diagnosis | None = None
    structured: tuple[Structured, ...] = ()
    performers: tuple[Party, ...] = ()


class Report(Record, frozen=True):
    """One message's telling of one report.

    `laboratory` is the organisation number of the source (R13), `report_id` ServProvId. `generated` is Message.GenDate in
    UTC, which orders versions. `service_type` is 7309 (N, M, C, H, A), `status` is 7306 (S, P, F, A). `clinical_digest` is the
    SHA-256 of what matters to a clinician, by `carebus.domain.results.digest` (R16).
    """

    laboratory: LaboratoryId
    report_id: ReportId
    message_id: str
    generated: datetime
    generated_as: Moment
    service_type: str
    status: str
    clinical_digest: str = ""
    issued: Moment | None = None
    approved: Moment | None = None
    cancellation: Coding | None = None
    acknowledgement: Coding | None = None
    discipline: Coding | None = None
    message_status: Coding | None = None
    comment: str | None = None
    coded_comments: tuple[Coding, ...] = ()
    requests: tuple[Request, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    items: tuple[ResultItem, ...] = ()
    clinical_information: tuple[ClinicalInformation, ...] = ()
    requester: Party | None = None
    provider: Party | None = None
    responsible: tuple[Party, ...] = ()
    copies: tuple[Party, ...] = ()
    related: tuple[Party, ...] = ()
    documents_dropped: int = 0
