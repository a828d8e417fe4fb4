"""Builders of accepted facts in which only what matters is said: who, under which ids, with which content."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import combinations

from tests.domain.results.builders import provenance, report, row

from carebus.disputes.sighting import sightings
from carebus.domain.provenance import PatientKey, SourceId, SubmissionId
from carebus.domain.record import replace
from carebus.domain.results.events import ReportIssued
from carebus.domain.results.report import LaboratoryId, ReportId

SECRET = b"s" * 32
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def key(name: str) -> PatientKey:
    """The key of an invented patient."""
    return PatientKey(sha256(name.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Told:
    """One report told of a patient; `value` is its content, `copy` tells two messages apart that say the same."""

    who: str
    message: str = "m"
    report: str = "r"
    source: str = "fjordlab"
    laboratory: str = "993467049"
    part: int = 0
    value: str = "4.0"
    copy: int = 0

    @property
    def patient(self) -> PatientKey:
        return key(self.who)

    @property
    def fact(self) -> ReportIssued:
        made = report(
            0,
            "N",
            "F",
            row("NPU03230", self.value),
            report_id=ReportId(self.report),
            message_id=self.message,
            laboratory=LaboratoryId(self.laboratory),
        )
        original = sha256(repr(self).encode()).hexdigest()
        submission = SubmissionId(f"{original}#{self.part}")
        came = provenance(self.message, original, NOW, submission)
        return ReportIssued(replace(came, source=SourceId(self.source)), made)

    @property
    def seen(self):
        """Its sightings."""
        return tuple(sightings(self.fact, self.patient, SECRET))


Pair = tuple[str, str, frozenset[PatientKey]]


def disputes(told) -> set[Pair]:
    """What is in dispute, by comparing everything with everything."""
    every = {(each.shared, each.name, each.part, each.patient) for one in told for each in one.seen}
    return {
        (one[0].value, one[1], frozenset((one[3], other[3])))
        for one, other in combinations(every, 2)
        if one[:3] == other[:3] and one[3] != other[3]
    }
