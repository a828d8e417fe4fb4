"""Understands how one set of samples under a report id is shown: its status, its rows, and what became of it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from carebus.domain.results.report import ClinicalInformation, Report
from carebus.domain.results.view import FollowUp, Occurrence, ReportView, Status
from carebus.reader.pictures.markup import plain
from carebus.reader.pictures.parts import (
    Audience,
    CodePicture,
    MessagePicture,
    NotePicture,
    PartyPicture,
    Picture,
    TimePicture,
    codes,
    message,
    named,
    note,
    party,
    time,
)
from carebus.reader.pictures.releases import ReleasePicture
from carebus.reader.pictures.rows import RowPicture, trees


class FollowUpPicture(Picture):
    """Who follows up, and whether anybody has (R27)."""

    responsible: PartyPicture | None
    open: bool
    since: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None


class RequestPicture(Picture):
    """A requisition that the report answers."""

    id: str | None
    issued: TimePicture | None
    reasons: tuple[NotePicture, ...]
    comment: str | None


class VersionPicture(Picture):
    """One version of the report, and the messages that told it."""

    generated: Annotated[datetime, Field(description="GenDate in UTC: what orders versions (R13)")]
    service_type: Annotated[str, Field(description="7309: N new, M changed, C cancelled, H history, A addition")]
    status: Annotated[str, Field(description="7306: S planned, P preliminary, F final, A addition")]
    messages: tuple[MessagePicture, ...]


class OccurrencePicture(Picture):
    """One set of samples reported under the report id."""

    status: Status
    nilar: Annotated[str, Field(description="NILAR's own status for the same pair of codes (R14)")]
    pair: Annotated[str, Field(description="the source's codes, 7306|7309")]
    flags: Annotated[tuple[str, ...], Field(description="what must be known beside the status, in words")]
    changed: Annotated[datetime, Field(description="GenDate of the version that last changed something clinical (R5)")]
    issued: TimePicture | None
    approved: TimePicture | None
    discipline: str | None
    requests: tuple[RequestPicture, ...]
    clinical_information: tuple[NotePicture, ...]
    comment: str | None
    coded_comments: tuple[CodePicture, ...]
    cancellation: Annotated[str | None, Field(description="why it was cancelled")]
    rows: Annotated[tuple[RowPicture, ...], Field(description="what stands now")]
    apart: Annotated[
        tuple[RowPicture, ...],
        Field(description="kept, and not to be taken for current: not repeated, or their root is missing (R15)"),
    ]
    follow_up: FollowUpPicture | None
    release: ReleasePicture
    recipients: Annotated[tuple[PartyPicture, ...], Field(description="everyone the laboratory sent it to (R17)")]
    responsible: Annotated[tuple[PartyPicture, ...], Field(description="who answers for the report")]
    versions: Annotated[tuple[VersionPicture, ...], Field(description="oldest first")]


def occurrence(
    view: ReportView, shown: Occurrence, release: ReleasePicture, audience: Audience, *, past: bool = False
) -> OccurrencePicture:
    """Drawn from its newest version and its rows; `past` is for the history (R14)."""
    newest = view.versions[shown.versions[-1]].report
    return OccurrencePicture(
        status=shown.status,
        nilar=shown.nilar,
        pair=shown.pair,
        flags=tuple(flag.value for flag in shown.flags),
        changed=shown.changed,
        issued=time(newest.issued),
        approved=time(newest.approved),
        discipline=named(newest.discipline),
        requests=_requests(newest),
        clinical_information=tuple(map(_information, newest.clinical_information)),
        comment=newest.comment,
        coded_comments=codes(newest.coded_comments),
        cancellation=named(newest.cancellation),
        rows=trees(view, shown.current, past=past),
        apart=trees(view, shown.apart, past=past),
        follow_up=_follow_up(shown.follow_up, audience),
        release=release,
        recipients=tuple(party(each, audience) for each in shown.recipients),
        responsible=tuple(party(each, audience) for each in newest.responsible),
        versions=tuple(version(view, index) for index in shown.versions),
    )


def version(view: ReportView, index: int) -> VersionPicture:
    """The version at `index` of the view."""
    told = view.versions[index]
    return VersionPicture(
        generated=told.report.generated,
        service_type=told.report.service_type,
        status=told.report.status,
        messages=tuple(map(message, told.messages)),
    )


def _requests(report: Report) -> tuple[RequestPicture, ...]:
    return tuple(
        RequestPicture(
            id=each.id, issued=time(each.issued), reasons=tuple(map(note, each.reasons)), comment=each.comment
        )
        for each in report.requests
    )


def _information(told: ClinicalInformation) -> NotePicture:
    words = plain(told.text) if told.markup and told.text else told.text
    return NotePicture(heading=named(told.type), text=words or named(told.code) or told.comment)


def _follow_up(follow_up: FollowUp | None, audience: Audience) -> FollowUpPicture | None:
    if follow_up is None:
        return None
    return FollowUpPicture(
        responsible=party(follow_up.responsible, audience) if follow_up.responsible else None,
        open=follow_up.open,
        since=follow_up.since,
        acknowledged_by=follow_up.acknowledged_by if audience is Audience.CLINICIAN else None,
        acknowledged_at=follow_up.acknowledged_at,
    )
