"""Understands whether a submission about a report is a new fact, a duplicate, or about a report that is not there."""

from datetime import datetime

from carebus.domain.decision import Accepted, Decision, Refused
from carebus.domain.problems import Code, Problem
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
from carebus.domain.results.facts import facts_of, with_fact
from carebus.domain.results.view import ReportView

Act = ResultAcknowledged | FollowUpAssigned | ReportReleased


def decide(view: ReportView | None, submission: ResultEvent, now: datetime) -> Decision[ResultEvent]:  # noqa: ARG001
    """What a laboratory tells is accepted as it is; what adds nothing is a duplicate (no events).

    An act on a report is refused where the report, or the version that it acknowledges, is not known. Results converge (R18),
    but acts are not results: they come from somebody who read this view, and the view and the act share a partition, so a
    report that was read is here. Kept for later, an acknowledgement would mark as seen what nobody has seen, and a release
    would show a patient what nobody has released. The refusal tells the sender to read again.

    `now` is the clock that every area is given; no rule of this area depends on it.
    """
    match submission:
        case ReportIssued() | ReportAmended() | ReportCancelled():
            return _told(view, submission)
        case ResultAcknowledged() | FollowUpAssigned() | ReportReleased():
            return _act(view, submission)


def _told(view: ReportView | None, submission: ReportTold) -> Decision[ResultEvent]:
    if view is None:
        return Accepted((submission,))
    if not _adds(view, submission):
        return Accepted(())
    return Accepted((submission,), _alarms(view, submission))


def _act(view: ReportView | None, submission: Act) -> Decision[ResultEvent]:
    if view is None or not view.versions:
        return _unknown(submission, "report_id", "No such report is known for this patient and laboratory.")
    if isinstance(submission, ResultAcknowledged) and not _knows(view, submission.version):
        return _unknown(submission, "version", "The report has no version with this GenDate: read it again.")
    return Accepted((submission,)) if _adds(view, submission) else Accepted(())


def _adds(view: ReportView, submission: ResultEvent) -> bool:
    facts = facts_of(view)
    return with_fact(facts, submission) is not facts


def _knows(view: ReportView, version: datetime) -> bool:
    return any(known.report.generated == version for known in view.versions)


def _unknown(submission: Act, where: str, detail: str) -> Refused:
    rule = "R28" if isinstance(submission, ReportReleased) else "R27"
    return Refused(rule, (Problem(Code.UNKNOWN_REPORT, where, detail),))


def _alarms(view: ReportView, submission: ReportTold) -> tuple[Problem, ...]:
    """One MsgId with two clinical contents: a person should look, and the content stands (R16)."""
    message_id, digest = submission.provenance.message_id, submission.report.clinical_digest
    reused = message_id and any(
        message.message_id == message_id
        for version in view.versions
        if version.report.clinical_digest != digest
        for message in version.messages
    )
    detail = "The MsgId came before with other clinical content; both are kept."
    return (Problem(Code.MESSAGE_ID_REUSED, "message_id", detail),) if reused else ()
