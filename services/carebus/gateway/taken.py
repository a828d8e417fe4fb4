"""Understands what the gateway made of a message, part by part: a submission, everything that keeps it from being one, or word of its source."""

from dataclasses import dataclass
from typing import Any

from carebus.domain.problems import Problem
from carebus.domain.provenance import Digest, PatientKey, SourceId, SubmissionId
from carebus.domain.sources import PlannedSilence, SourceControlTotal


@dataclass(frozen=True, slots=True)
class Ready:
    """A submission to `area`, about the patient `patient_key`; in an area with a line of its own that is the line (`Area.line`).

    `leads_to` names what its acceptance asks of other records: each has a verdict of its own.
    """

    area: str
    part: int
    patient_key: PatientKey
    submission: Any
    submission_id: SubmissionId
    source: SourceId
    original: Digest
    leads_to: tuple[SubmissionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part that is held: every problem of it. `part` is None where the message as a whole could not be read.

    `area` is None where nobody can tell which area it was for.
    """

    problems: tuple[Problem, ...]
    source: SourceId | None
    part: int | None
    patient_key: PatientKey | None
    submission_id: SubmissionId
    original: Digest
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Announced:
    """What a source tells of itself in `area`: no submission, and about no patient."""

    area: str
    announcement: SourceControlTotal | PlannedSilence
    submission_id: SubmissionId
    source: SourceId
    original: Digest
    part: int = 0


Taken = Ready | Withheld | Announced
