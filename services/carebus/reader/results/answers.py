"""Understands how a question about laboratory reports is answered from the copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from carebus.domain.provenance import PatientKey
from carebus.domain.results.report import LaboratoryId, ReportId
from carebus.domain.results.view import ReportView
from carebus.reader.asking import PatientAsked
from carebus.reader.currency import Currency, cannot_read
from carebus.reader.entries import Unreadable
from carebus.reader.identity.persons import Persons
from carebus.reader.pictures.answers import HistoryAnswer, SearchAnswer
from carebus.reader.pictures.histories import history
from carebus.reader.pictures.missing import Because, MissingPicture, Word
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import records
from carebus.reader.pictures.reports import ReportPicture, report
from carebus.reader.problem import Remedy, refusal
from carebus.reader.results.disputed import is_disputed

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered about reports."""

    currency: Currency
    persons: Persons

    def search(self, patient: PatientAsked, audience: Audience) -> SearchAnswer:
        """The patient's reports, newest first, and what may be missing from them."""
        about = self.persons.asked(patient)
        found, now = self._reports(about.key), self.currency.now()
        views = [view for view in found if isinstance(view, ReportView)]
        unreadable = len(found) - len(views)
        names, secret = self.persons.disputed(about), self.persons.secret
        pictures = [report(view, audience, now, disputed=is_disputed(view, names, secret)) for view in views]
        newest_first = sorted(pictures, key=lambda picture: picture.newest or _LONG_AGO, reverse=True)
        missing = self.currency.missing(about, now, unreadable=unreadable > 0, empty=not views)
        return SearchAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=(*missing, *_withheld(pictures)),
            records=records(about),
            reports=tuple(newest_first),
            unreadable=unreadable,
        )

    def history(
        self, patient: PatientAsked, audience: Audience, laboratory: LaboratoryId, report_id: ReportId
    ) -> HistoryAnswer:
        """Every version of one report. Raises a Refusal where there is no such report (404) or nobody can read it (503)."""
        about = self.persons.asked(patient)
        view = self._view(about.key, f"{laboratory}/{report_id}")
        if view is None:
            raise refusal(404, "no-such-report", "The patient has no such report here", Remedy.NO_SUCH_REPORT)
        now = self.currency.now()
        disputed = is_disputed(view, self.persons.disputed(about), self.persons.secret)
        return HistoryAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=self.currency.missing(about, now, unreadable=False),
            records=records(about),
            history=history(view, audience, now, disputed=disputed),
        )

    def revision(self, patient: PatientAsked, unit: str) -> int:
        """The revision of a unit (`<laboratory>/<report id>`) in the copy; -1: it is not there yet. Raises as above."""
        view = self._view(self.persons.asked(patient).key, unit)
        return view.revision if view else -1

    def _reports(self, patient: PatientKey) -> list[object]:
        return [record for _, record in self.currency.copy.of_patient(self.currency.area.views, patient)]

    def _view(self, patient: PatientKey, unit: str) -> ReportView | None:
        try:
            view = self.currency.copy.record(self.currency.area.views, patient, unit)
        except Unreadable as error:
            raise cannot_read("This release cannot read that report") from error
        return view if isinstance(view, ReportView) else None


def _withheld(pictures: Sequence[ReportPicture]) -> tuple[MissingPicture, ...]:
    """Said once for the whole answer too, with the first date on which it will show more."""
    hidden = [each.until for picture in pictures for each in picture.withheld]
    if not hidden:
        return ()
    dates = [until for until in hidden if until is not None]
    return (MissingPicture(word=Word.WITHHELD, because=Because.NOT_RELEASED, until=min(dates, default=None)),)
