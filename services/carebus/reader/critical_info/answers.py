"""Understands how a question about critical information is answered: from its picture, or from the facts that led to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carebus.domain.critical_info.entry import Verification
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING, CriticalInformation
from carebus.domain.provenance import PatientKey
from carebus.formats.fhir.write_critical_info import bundle
from carebus.reader.asking import PatientAsked
from carebus.reader.critical_info.history import Fact, as_of, fold
from carebus.reader.critical_info.telling import history
from carebus.reader.currency import Currency, cannot_read
from carebus.reader.entries import Unreadable
from carebus.reader.facts import facts
from carebus.reader.fhir import subject
from carebus.reader.identity.persons import Persons
from carebus.reader.patience import not_yet
from carebus.reader.pictures.critical_info.answers import CriticalAnswer, CriticalHistoryAnswer
from carebus.reader.pictures.critical_info.entries import WhyNot
from carebus.reader.pictures.critical_info.histories import CriticalHistoryPicture
from carebus.reader.pictures.critical_info.information import information
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import records
from carebus.reader.problem import Remedy, refusal
from carebus.reader.sources import Source


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered about a patient's critical information; `facts` is the copy of the history."""

    currency: Currency
    persons: Persons
    facts: Source

    def entries(self, patient: PatientAsked, audience: Audience, moment: datetime | None) -> CriticalAnswer:
        """All of it now, or as it was known at a moment. Raises a Refusal where the moment is ahead (422) or nobody can read it (503)."""
        about, now = self.persons.asked(patient), self.currency.now()
        told = self._told(about.key, moment, now)
        missing = self.currency.missing(about, now, unreadable=False, as_of=moment)
        return CriticalAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=missing,
            records=records(about),
            as_of=moment,
            information=information(told, missing, audience, moment or now),
        )

    def bundle(self, patient: PatientAsked, moment: datetime | None) -> dict[str, Any]:
        """The same as a FHIR R4 Bundle about a pseudonym; what may be missing is said in it. Raises as above."""
        about, now = self.persons.asked(patient), self.currency.now()
        told = self._told(about.key, moment, now)
        held = self.currency.incomplete_since(about, now, unreadable=False, as_of=moment)
        return bundle(told, subject(about), moment or now, held_since=held, has_others=about.has_others)

    def history(self, patient: PatientAsked, audience: Audience, entry: str) -> CriticalHistoryAnswer:
        """Every act on one entry. Raises a Refusal where no fact tells of it (404), or the copy of the facts is not read, or level, now (503)."""
        about, now = self.persons.asked(patient), self.currency.now()
        told = history(self._facts(about.key), entry, audience, now)
        if told is None:
            raise refusal(404, "no-such-entry", "No fact tells of such an entry of this patient", Remedy.NO_SUCH_ENTRY)
        if not _is_masked(told) and self._is_retracted(about.key, entry):
            raise not_yet(self.currency.age(about, now))
        return CriticalHistoryAnswer(
            audience=audience,
            answered=now,
            age_seconds=self.currency.age(about, now),
            missing=self.currency.missing(about, now, unreadable=False),
            records=records(about),
            history=told,
        )

    def revision(self, patient: PatientAsked) -> int:
        """The revision in the copy; -1: nothing is there yet. Raises a Refusal (503) where nobody can read it."""
        told = self._now(self.persons.asked(patient).key)
        return -1 if told is NOTHING else told.revision

    def _told(self, patient: PatientKey, moment: datetime | None, now: datetime) -> CriticalInformation:
        if moment is None:
            return self._now(patient)
        if moment > now:
            raise refusal(422, "as-of-ahead", "That moment has not come", Remedy.AS_OF_AHEAD, where=["as_of"])
        facts = self._facts(patient)
        return as_of(facts, moment, fold(facts), self._now(patient))

    def _now(self, patient: PatientKey) -> CriticalInformation:
        try:
            told = self.currency.copy.record(self.currency.area.views, patient, ENTRIES)
        except Unreadable as error:
            raise cannot_read("This release cannot read that critical information") from error
        return told if isinstance(told, CriticalInformation) else NOTHING

    def _is_retracted(self, patient: PatientKey, name: str) -> bool:
        """Whether the picture has it as retracted, which may come to the copy before the fact that made it so."""
        entry = self._now(patient).entry(name)
        return entry is not None and entry.verification is Verification.ENTERED_IN_ERROR

    def _facts(self, patient: PatientKey) -> list[Fact]:
        return list(facts(self.currency.copy, self.facts, patient))


def _is_masked(told: CriticalHistoryPicture) -> bool:
    return told.why_not is WhyNot.RETRACTED
