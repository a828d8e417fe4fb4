"""Understands what a fact adds to what is known of a report: a version, a message of a version, an act, or nothing (R16-R18)."""

from typing import TypeVar

from carebus.domain.provenance import Provenance
from carebus.domain.record import Record, replace
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
from carebus.domain.results.recipients import named_in, union
from carebus.domain.results.view import Acknowledgement, Assignment, Release, ReportView, Version


class Facts(Record, frozen=True):
    """Everything that a view is derived from, each kind in an order that does not depend on arrival."""

    versions: tuple[Version, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    releases: tuple[Release, ...] = ()


NOTHING = Facts()


def facts_of(view: ReportView | None) -> Facts:
    """The facts that a view was derived from."""
    if view is None:
        return NOTHING
    return Facts(view.versions, view.acknowledgements, view.assignments, view.releases)


def with_fact(facts: Facts, event: ResultEvent) -> Facts:
    """The facts and the event; the same object where the event adds nothing."""
    match event:
        case ReportIssued() | ReportAmended() | ReportCancelled():
            versions = with_telling(facts.versions, event)
            return facts if versions is facts.versions else replace(facts, versions=versions)
        case ResultAcknowledged():
            acknowledgement = Acknowledgement(event.version, event.by, event.at, event.provenance)
            acts = _with_act(facts.acknowledgements, acknowledgement)
            return facts if acts is facts.acknowledgements else replace(facts, acknowledgements=acts)
        case FollowUpAssigned():
            assigned = _with_act(facts.assignments, Assignment(event.to, event.at, event.provenance))
            return facts if assigned is facts.assignments else replace(facts, assignments=assigned)
        case ReportReleased():
            released = _with_act(facts.releases, Release(event.by, event.at, event.provenance))
            return facts if released is facts.releases else replace(facts, releases=released)


def with_telling(versions: tuple[Version, ...], event: ReportTold) -> tuple[Version, ...]:
    """The versions and one telling, in the order of GenDate, then of clinical digest: arrival never counts (R13)."""
    report = event.report
    for place, version in enumerate(versions):
        if version.report.generated == report.generated and version.report.clinical_digest == report.clinical_digest:
            told = _told_again(version, event)
            return versions if told is version else (*versions[:place], told, *versions[place + 1 :])
    new = Version(report, (event.provenance,), named_in(report))
    return tuple(sorted((*versions, new), key=_order)) if versions else (new,)


def _order(version: Version) -> tuple[object, ...]:
    return (version.report.generated, version.report.clinical_digest)


def _told_again(version: Version, event: ReportTold) -> Version:
    """The version with one more message: what is not clinical is taken from the message that sorts first."""
    messages = _with_message(version.messages, event.provenance)
    recipients = union((*version.recipients, *named_in(event.report)))
    if messages is version.messages and recipients == version.recipients:
        return version
    first = messages is not version.messages and messages[0] is event.provenance
    return Version(event.report if first else version.report, messages, recipients)


def _with_message(messages: tuple[Provenance, ...], message: Provenance) -> tuple[Provenance, ...]:
    for place, known in enumerate(messages):
        if _identity(known) == _identity(message):
            if _arrival(known) <= _arrival(message):
                return messages
            return (*messages[:place], message, *messages[place + 1 :])
    return tuple(sorted((*messages, message), key=_identity))


def _identity(message: Provenance) -> tuple[str, str]:
    return (message.original, message.submission_id)


def _arrival(message: Provenance) -> tuple[object, ...]:
    return (message.received, message.event_id)


A = TypeVar("A", Acknowledgement, Assignment, Release)


def _with_act(acts: tuple[A, ...], act: A) -> tuple[A, ...]:
    """Acts once each, in order; of one act told twice, the telling that came first stands."""
    same = [known for known in acts if _deed(known) == _deed(act)]
    if same and _arrival(same[0].provenance) <= _arrival(act.provenance):
        return acts
    kept: list[A] = [known for known in acts if known not in same]
    kept.append(act)
    return tuple(sorted(kept, key=_deed))


def _deed(act: Acknowledgement | Assignment | Release) -> tuple[object, ...]:
    match act:
        case Acknowledgement():
            return (act.at, act.by, act.version)
        case Assignment():
            return (act.at, repr(act.to))
        case Release():
            return (act.at, act.by)
