"""Understands how a laboratory's report becomes a submission to the results area."""

from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey, Provenance, SubmissionId
from carebus.domain.record import replace
from carebus.domain.results.digest import clinical_digest
from carebus.domain.results.events import ReportAmended, ReportCancelled, ReportIssued, ReportTold
from carebus.domain.results.report import Report
from carebus.formats.format import Format
from carebus.formats.kith.reports import Told
from carebus.gateway.arrival import RESULTS, Arrival
from carebus.gateway.sources import Source
from carebus.gateway.taken import Ready, Taken, Withheld

_PROVIDER = "/Message/ServReport/ServProvider"
_EVENTS: dict[str, type[ReportIssued | ReportAmended | ReportCancelled]] = {
    "N": ReportIssued,
    "M": ReportAmended,
    "A": ReportAmended,
    "H": ReportAmended,
    "C": ReportCancelled,
}


def take_report(told: Told, used: Format, arrival: Arrival) -> Taken:
    """One ServReport: a submission, or held with the problems of format, source and patient together."""
    source, against_source = arrival.source(told.provider, used, RESULTS, _PROVIDER)
    key, against_patient = _patient(told, source, arrival)
    problems = (*told.problems, *against_source, *against_patient, *arrival.trial(told.trial, "/Message/Status"))
    submission_id = arrival.part_id(told.part)
    if source is not None and source.laboratory is None:
        problems += (Problem(Code.NOT_FOR_THIS_AREA, _PROVIDER, f"{source.id} is no laboratory: its file names none"),)
    if told.report is None or source is None or source.laboratory is None or key is None or problems:
        name = None if source is None else source.id
        return Withheld(problems, name, told.part, key, submission_id, arrival.original, RESULTS)
    report = replace(told.report, laboratory=source.laboratory)
    event = _event(report, source, arrival, submission_id, used)
    return Ready(RESULTS, told.part, key, event, submission_id, source.id, arrival.original)


def _patient(told: Told, source: Source | None, arrival: Arrival) -> tuple[PatientKey | None, list[Problem]]:
    """Without a known source a local number has no assigner; the unknown source is the problem, and told already."""
    if told.subject is None or (told.subject.kind is None and told.subject.value is not None):
        return None, []
    whom, assigner = told.subject, None if source is None else source.assigner
    key, problems = arrival.patient(whom.kind, whom.value, assigner, whom.where)
    return key, [p for p in problems if source is not None or p.code is not Code.MISSING_ASSIGNER]


def _event(report: Report, source: Source, arrival: Arrival, submission_id: SubmissionId, used: Format) -> ReportTold:
    known = replace(report, clinical_digest=clinical_digest(report))
    return _EVENTS[report.service_type](_provenance(known, source, arrival, submission_id, used), known)


def _provenance(
    report: Report, source: Source, arrival: Arrival, submission_id: SubmissionId, used: Format
) -> Provenance:
    return Provenance(
        event_id=arrival.event_id(source, submission_id),
        submission_id=submission_id,
        source=source.id,
        source_sequence=None,
        organisation=source.known_as,
        point_of_care=_department(report),
        author_role=source.author_role,
        occurred=None if report.issued is None else report.issued.instant,
        recorded=report.generated,
        received=arrival.received,
        format=used,
        message_id=report.message_id,
        original=arrival.original,
        source_of_information=None,
        sensitivity=(),
    )


def _department(report: Report) -> str | None:
    """The first id of the laboratory's department, with its kind: `HER 8500002`."""
    levels = () if report.provider is None else report.provider.path
    found = [i for level in levels if level.kind == "department" for i in level.identifiers]
    return f"{found[0].kind or '?'} {found[0].value}" if found else None
