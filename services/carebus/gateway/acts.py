"""Understands how an act on a report (seen, handed over, released) becomes a submission to the results area."""

from datetime import UTC, datetime
from typing import assert_never

from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey, Provenance, SubmissionId
from carebus.domain.results.events import FollowUpAssigned, ReportReleased, ResultAcknowledged
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.formats.format import Format
from carebus.formats.json_events import Acknowledged, Assigned, Released, ReportAct
from carebus.gateway.arrival import RESULTS, Arrival
from carebus.gateway.sources import Source
from carebus.gateway.taken import Ready, Taken, Withheld


def take_act(act: ReportAct, arrival: Arrival) -> Taken:
    """One act: a submission under the id that its sender gave, or held with all its problems."""
    submission_id = SubmissionId(act.submission_id)
    source, problems = arrival.source((act.source.told(),), Format.CAREBUS_JSON, RESULTS, "/source")
    laboratory, against_laboratory = _laboratory(act, arrival)
    key, against_patient = _patient(act, arrival)
    problems = [*problems, *against_laboratory, *against_patient]
    if source is None or laboratory is None or key is None or problems:
        name = None if source is None else source.id
        return Withheld(tuple(problems), name, 0, key, submission_id, arrival.original, RESULTS)
    event = _event(act, laboratory, _provenance(act, source, arrival))
    return Ready(RESULTS, 0, key, event, submission_id, source.id, arrival.original)


def _laboratory(act: ReportAct, arrival: Arrival) -> tuple[LaboratoryId | None, list[Problem]]:
    source = arrival.sources.of((act.laboratory.told(),))
    if source is None or source.laboratory is None:
        return None, [Problem(Code.UNKNOWN_SOURCE, "/laboratory", "no source file of a laboratory has this id")]
    return source.laboratory, []


def _patient(act: ReportAct, arrival: Arrival) -> tuple[PatientKey | None, list[Problem]]:
    """A local number's assigner is named by any of its ids, and becomes the one name that the bus uses for it."""
    by = None if act.patient.assigner is None else arrival.sources.of((act.patient.assigner.told(),))
    return arrival.patient(act.patient.type, act.patient.number, None if by is None else by.assigner, "/patient/number")


def _event(
    act: ReportAct, laboratory: LaboratoryId, provenance: Provenance
) -> ResultAcknowledged | FollowUpAssigned | ReportReleased:
    report_id, at = ReportId(act.report_id), _utc(act.at)
    match act:
        case Acknowledged():
            return ResultAcknowledged(provenance, laboratory, report_id, _utc(act.version), act.by, at)
        case Assigned():
            return FollowUpAssigned(provenance, laboratory, report_id, act.to.told(), at)
        case Released():
            return ReportReleased(provenance, laboratory, report_id, act.by, at)
        case _:
            assert_never(act)


def _provenance(act: ReportAct, source: Source, arrival: Arrival) -> Provenance:
    submission_id = SubmissionId(act.submission_id)
    return Provenance(
        event_id=arrival.event_id(source, submission_id),
        submission_id=submission_id,
        source=source.id,
        source_sequence=act.sequence,
        organisation=source.known_as,
        point_of_care=f"{act.source.kind} {act.source.value}",
        author_role=source.author_role,
        occurred=_utc(act.at),
        recorded=_utc(act.at),
        received=arrival.received,
        format=Format.CAREBUS_JSON,
        message_id=None,
        original=arrival.original,
        source_of_information=None,
        sensitivity=(),
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
