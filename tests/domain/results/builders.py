"""Builders of reports and facts in which only what matters is said: one laboratory, one report id, times by the minute."""

from datetime import UTC, datetime, timedelta

from carebus.domain.coding import Coding
from carebus.domain.provenance import Digest, Provenance, SourceId, SubmissionId
from carebus.domain.record import replace
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.events import (
    FollowUpAssigned,
    ReportAmended,
    ReportCancelled,
    ReportIssued,
    ReportReleased,
    ReportTold,
    ResultAcknowledged,
    ResultEvent,
)
from carebus.domain.results.evolve import evolve
from carebus.domain.results.report import (
    LaboratoryId,
    Moment,
    Party,
    PartyLevel,
    Quantity,
    Report,
    ReportId,
    Request,
    ResultItem,
    Specimen,
    TextResult,
    Value,
)
from carebus.domain.results.values import shown_value
from carebus.domain.results.view import Occurrence, ReportView, Row

LABORATORY = LaboratoryId("993467049")
REPORT = ReportId("20152714B")
DAY = datetime(2024, 5, 13, 8, 0, tzinfo=UTC)
NPU = "2.16.578.1.12.4.1.1.7280"
OLD_NPU = "2.16.578.1.12.4.1.1.7230"


def at(minute: int) -> datetime:
    """A GenDate, so many minutes into the day of the story."""
    return DAY + timedelta(minutes=minute)


def doctor(name: str, role: str = "requester") -> Party:
    return Party(role, (PartyLevel("person", name),))


def code(value: str, system: str = NPU) -> Coding:
    return Coding(system, value)


def heading(value: str) -> Coding:
    return Coding("8244", value)


def number(digits: str, unit: str | None = "mmol/L", comparator: str | None = None) -> Value:
    return Value(quantity=Quantity(digits, unit, comparator))


def words(text: str | None, *, under: str = "LR", codes: tuple[str, ...] = ()) -> Value:
    return Value(text=TextResult(text, heading=heading(under), codes=tuple(code(c) for c in codes)))


def row(name: str | None, value: str | Value | None = None, **told) -> ResultItem:
    """A row whose id and code are `name`, with a number where `value` is text; 8245 is 3 and 8270 the report's unless said."""
    told.setdefault("codes", (code(name),) if name else ())
    told.setdefault("status", "3")
    told.setdefault("id", name)
    return ResultItem(value=number(value) if isinstance(value, str) else value, **told)


def unnamed(name: str | None, value: str | Value | None = None, **told) -> ResultItem:
    """A row without IdResultItem, as half of all rows are."""
    return row(name, value, id=None, **told)


def specimen(collected: str | int | None = None, name: str = "1") -> Specimen:
    """A sample; a number is minutes before the story begins, text is a time as written without more."""
    if collected is None:
        return Specimen(name)
    if isinstance(collected, str):
        return Specimen(name, collected=Moment(collected))
    instant = DAY - timedelta(minutes=collected)
    return Specimen(name, collected=Moment(instant.isoformat(), instant))


def report(minute: int, kind: str, status: str, *items: ResultItem, **told) -> Report:
    """A report generated at `minute`, of 7309 `kind` and 7306 `status`."""
    collected, request = told.pop("collected", None), told.pop("request", None)
    if collected is not None:
        told["specimens"] = (specimen(collected),)
    if request is not None:
        told["requests"] = (Request(request),)
    told.setdefault("message_id", f"message {minute}{kind}{status}")
    told.setdefault("laboratory", LABORATORY)
    told.setdefault("report_id", REPORT)
    told.setdefault("generated_as", Moment(at(minute).isoformat(), at(minute)))
    made = Report(generated=at(minute), service_type=kind, status=status, items=items, **told)
    return replace(made, clinical_digest=clinical_digest(made))


def provenance(message_id: str | None, original: str, received: datetime, submission: str | None = None) -> Provenance:
    return Provenance(
        event_id=f"{original} {received.isoformat()}",
        submission_id=SubmissionId(submission or f"{original}#0"),
        source=SourceId("unilab"),
        source_sequence=None,
        organisation="993467049",
        point_of_care=None,
        author_role=None,
        occurred=None,
        recorded=None,
        received=received,
        format="kith-svarrapport-1.4",
        message_id=message_id,
        original=Digest(original),
        source_of_information=None,
        sensitivity=(),
    )


_KINDS = {"N": ReportIssued, "C": ReportCancelled}


def told(made: Report, *, original: str | None = None, received: datetime | None = None) -> ReportTold:
    """The fact that a report was told; received a second after it was generated unless said."""
    came = received or made.generated + timedelta(seconds=1)
    original = original or f"bytes of {made.message_id} {made.clinical_digest[:8]}"
    kind = _KINDS.get(made.service_type, ReportAmended)
    return kind(provenance(made.message_id, original, came), made)


def new(minute: int, *items: ResultItem, status: str = "F", **rest) -> ReportTold:
    return told(report(minute, "N", status, *items, **rest))


def amended(minute: int, *items: ResultItem, status: str = "F", **rest) -> ReportTold:
    return told(report(minute, "M", status, *items, **rest))


def cancelled(minute: int, *items: ResultItem, status: str = "F", **rest) -> ReportTold:
    return told(report(minute, "C", status, *items, **rest))


def acknowledged(version: int, when: int, by: str = "Dr Holm", **rest) -> ResultAcknowledged:
    came = provenance(None, f"acknowledgement {version} {when} {by}", at(when))
    return ResultAcknowledged(came, LABORATORY, REPORT, at(version), by, at(when), **rest)


def assigned(to: Party, when: int) -> FollowUpAssigned:
    return FollowUpAssigned(provenance(None, f"assignment {when}", at(when)), LABORATORY, REPORT, to, at(when))


def released(when: int, by: str = "Dr Holm") -> ReportReleased:
    return ReportReleased(provenance(None, f"release {when}", at(when)), LABORATORY, REPORT, by, at(when))


def given(*facts: ResultEvent) -> ReportView:
    """The view after the facts, in the order in which they are named."""
    view = None
    for fact in facts:
        view = evolve(view, fact)
    assert view is not None
    return view


def only(view: ReportView) -> Occurrence:
    """The one set of samples of a view."""
    (occurrence,) = view.occurrences
    return occurrence


def name(view: ReportView, row: Row) -> str:
    """What a row is called in a story: its code, else the text that it carries."""
    item = view.versions[row.version].report.items[row.item]
    coded = item.codes[0].code if item.codes else None
    return coded or (item.value.text.text if item.value and item.value.text else None) or "?"


def current(view: ReportView) -> dict[str, tuple[str | None, str | None]]:
    """What a reader sees of the rows of the one set of samples: name to value and status."""
    return {name(view, row): (shown_value(view, row), row.status) for row in only(view).current}


def apart(view: ReportView) -> dict[str, tuple[str | None, str | None]]:
    """What a reader sees apart from the current rows."""
    return {name(view, row): (shown_value(view, row), row.status) for row in only(view).apart}
