"""Understands how what a message tells becomes a submission to its area: who sends it, whom it is about, and under which name.

In an area with a `line` of its own (identity) the record names its patients by their keys, and is keyed by that line.
"""

from datetime import UTC, datetime

from carebus.domain.areas import AREAS
from carebus.domain.problems import Code, Problem
from carebus.domain.provenance import PatientKey, Provenance, SubmissionId
from carebus.formats.told import Message, Subject, Told
from carebus.gateway.arrival import Arrival
from carebus.gateway.sources import Source
from carebus.gateway.taken import Ready, Taken, Withheld


def take_told(told: Told, message: Message, arrival: Arrival) -> Taken:
    """One submission, or held with the problems of format, source and patient together."""
    area = told.area or message.area
    submission_id = arrival.part_id(told.part) if told.name is None else SubmissionId(told.name)
    source, against_source = arrival.source(message.sender, message.format, area, message.sender_where)
    key, against_patient = _in_line(told, area, source, arrival)
    named, against_named = _named(told, source, arrival)
    against = (*against_source, *against_patient, *against_named)
    problems = tuple(dict.fromkeys((*told.problems, *against, *arrival.trial(told.trial, message.sender_where))))
    if told.submission is None or source is None or key is None or problems:
        name = arrival.sender if source is None else source.id
        return Withheld(problems, name, told.part, key, submission_id, arrival.original, area)
    submission = told.submission(_provenance(told, message, source, arrival, submission_id), **named)
    return Ready(area, told.part, key, submission, submission_id, source.id, arrival.original, told.leads_to)


def _in_line(told: Told, area: str, source: Source | None, arrival: Arrival) -> tuple[PatientKey | None, list[Problem]]:
    """The key of the record: the area's line, or the patient's own."""
    line = AREAS[area].line
    return _patient(told.subject, source, arrival) if line is None else (line, [])


def _named(told: Told, source: Source | None, arrival: Arrival) -> tuple[dict[str, PatientKey], list[Problem]]:
    """The key of each patient that the record names, and what speaks against any of them."""
    keys: dict[str, PatientKey] = {}
    problems: list[Problem] = []
    for name, subject in told.named:
        key, against = _patient(subject, source, arrival)
        problems += against
        if key is not None:
            keys[name] = key
    return keys, problems


def _patient(
    subject: Subject | None, source: Source | None, arrival: Arrival
) -> tuple[PatientKey | None, list[Problem]]:
    """A local number is its assigner's, or the source's own; without a known source there is no assigner, and that is told already."""
    if subject is None:
        return None, []
    key, problems = arrival.patient(
        subject.kind,
        subject.value,
        _assigner(subject, source, arrival),
        subject.where,
        probe=source is not None and source.probe,
    )
    return key, [p for p in problems if source is not None or p.code is not Code.MISSING_ASSIGNER]


def _assigner(subject: Subject, source: Source | None, arrival: Arrival) -> str | None:
    if subject.assigner is None and source is not None:
        return "/".join(filter(None, (source.assigner, subject.namespace)))
    if subject.assigner is None:
        return None
    by = arrival.sources.of((subject.assigner,))
    return None if by is None else by.assigner


def _provenance(
    told: Told, message: Message, source: Source, arrival: Arrival, submission_id: SubmissionId
) -> Provenance:
    return Provenance(
        event_id=arrival.event_id(source, submission_id),
        submission_id=submission_id,
        source=source.id,
        source_sequence=told.sequence,
        organisation=source.known_as,
        point_of_care=told.point_of_care,
        author_role=source.author_role,
        occurred=_utc(told.occurred),
        recorded=_utc(told.recorded),
        received=arrival.received,
        format=message.format,
        message_id=told.message_id,
        original=arrival.original,
        source_of_information=None,
        sensitivity=(),
    )


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
