"""Understands how a question is answered from the copy, and which of the six words must be said with it (R19)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.domain.results.view import ReportView
from carebus.reader.copy import Copy, Found, Unreadable
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.histories import history
from carebus.reader.pictures.missing import Because, MissingPicture, Word, missing
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.reports import ReportPicture, report
from carebus.reader.problem import Refusal, Remedy, refusal

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the reader answers from `copy`and the clock `now`."""

    copy: Copy
    now: Callable[[], datetime]

    def search(self, patient: PatientKey, audience: Audience) -> SearchAnswer:
        """The patient's reports, newest first, and what may be missing from them."""
        found, now = self.copy.reports(patient), self.now()
        pictures = [report(view, audience, now) for view in found.views]
        newest_first = sorted(pictures, key=lambda picture: picture.newest or _LONG_AGO, reverse=True)
        return SearchAnswer(
            audience=audience,
            answered=now,
            age_seconds=self._age(patient, now),
            missing=(*self._missing(patient, found, now), *_withheld(pictures)),
            reports=tuple(newest_first),
            unreadable=found.unreadable,
        )

    def history(
        self, patient: PatientKey, audience: Audience, laboratory: LaboratoryId, report_id: ReportId
    ) -> HistoryAnswer:
        """Every version of one report. Raises a Refusal where there is no such report (404) or nobody can read it (503)."""
        view = self._view(patient, laboratory, report_id)
        if view is None:
            raise refusal(404, "no-such-report", "The patient has no such report here", Remedy.NO_SUCH_REPORT)
        now = self.now()
        return HistoryAnswer(
            audience=audience,
            answered=now,
            age_seconds=self._age(patient, now),
            missing=self._missing(patient, Found((view,), 0), now),
            history=history(view, audience, now),
        )

    def revision(self, patient: PatientKey, unit: str) -> int:
        """The revision of a unit (`<laboratory>/<report id>`) in the copy; -1: it is not there yet. Raises as above."""
        laboratory, _, report_id = unit.partition("/")
        view = self._view(patient, LaboratoryId(laboratory), ReportId(report_id))
        return view.revision if view else -1

    def age(self, patient: PatientKey) -> float | None:
        """Seconds since the copy was last known to hold everything of the patient's partition."""
        return self._age(patient, self.now())

    def _view(self, patient: PatientKey, laboratory: LaboratoryId, report_id: ReportId) -> ReportView | None:
        try:
            return self.copy.report(patient, laboratory, report_id)
        except Unreadable as error:
            raise cannot_read("This release cannot read that report") from error

    def _age(self, patient: PatientKey, now: datetime) -> float | None:
        complete = self.copy.freshness.complete_at(self.copy.partition(patient))
        return max(0.0, (now - complete).total_seconds()) if complete else None

    def _missing(self, patient: PatientKey, found: Found, now: datetime) -> tuple[MissingPicture, ...]:
        held, illegible = self._held(patient)
        partition, freshness = self.copy.partition(patient), self.copy.freshness
        return missing(
            held_since=held,
            behind=freshness.behind(now, partition),
            complete=freshness.complete_at(partition),
            unreadable=illegible or found.unreadable > 0,
            empty=not found.views,
        )

    def _held(self, patient: PatientKey) -> tuple[datetime | None, bool]:
        try:
            parked = self.copy.parked(patient)
        except Unreadable:
            return None, True
        return (parked.since if parked else None), False


def cannot_read(title: str) -> Refusal:
    """The refusal (503) of an answer that cannot be read now."""
    return refusal(503, "cannot-read", title, Remedy.CANNOT_READ, retry_after=5)


def _withheld(pictures: Sequence[ReportPicture]) -> tuple[MissingPicture, ...]:
    """Said once for the whole answer too, with the first date on which it will show more."""
    hidden = [each.until for picture in pictures for each in picture.withheld]
    if not hidden:
        return ()
    dates = [until for until in hidden if until is not None]
    return (MissingPicture(word=Word.WITHHELD, because=Because.NOT_RELEASED, until=min(dates, default=None)),)
