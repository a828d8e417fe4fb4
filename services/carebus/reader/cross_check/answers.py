"""Understands how the question what a person takes and may react to is answered: from the pictures of every record of theirs (R23)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.cross_check import Pictures, cross_check_over
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import MedicationList
from carebus.domain.provenance import PatientKey
from carebus.reader.asking import PatientAsked
from carebus.reader.currency import Currency, age, cannot_read
from carebus.reader.entries import Unreadable
from carebus.reader.identity.about import About
from carebus.reader.identity.persons import Persons
from carebus.reader.pictures.cross_check import CrossCheckAnswer, matches
from carebus.reader.pictures.missing import MissingPicture
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import records


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered about medicines and reactions."""

    lists: Currency
    known: Currency
    persons: Persons

    def checked(self, patient: PatientAsked, audience: Audience) -> CrossCheckAnswer:
        """Every list of the person held against every reaction. Raises a Refusal (503) where a picture of one record cannot be read."""
        about, now = self.persons.asked(patient), self.lists.now()
        pictures = {key: self._pictures(key) for key in about.names}
        told = cross_check_over(pictures, now)
        return CrossCheckAnswer(
            audience=audience,
            answered=now,
            age_seconds=age(now, about.complete, *self._complete(about)),
            missing=tuple(dict.fromkeys((*self._doubts(about, now), *about.doubts))),
            records=records(about),
            matches=matches(told, pictures, about.names),
            rows_uncompared=tuple(dict.fromkeys(name for each in told for name in each.told.rows_uncompared)),
            entries_uncompared=tuple(dict.fromkeys(name for each in told for name in each.told.entries_uncompared)),
        )

    def _pictures(self, key: PatientKey) -> Pictures:
        return (
            _picture(self.lists, key, LIST, MedicationList),
            _picture(self.known, key, ENTRIES, CriticalInformation),
        )

    def _complete(self, about: About) -> Iterator[datetime | None]:
        yield from (area.complete(key) for key in about.names for area in (self.lists, self.known))

    def _doubts(self, about: About, now: datetime) -> Iterator[MissingPicture]:
        for area in (self.lists, self.known):
            for key in about.names:
                yield from area.doubts(key, now, unreadable=False)


def _picture(currency: Currency, patient: PatientKey, unit: str, kind: type[Any]) -> Any:
    try:
        told = currency.copy.record(currency.area.views, patient, unit)
    except Unreadable as error:
        raise cannot_read("This release cannot read every picture of that person") from error
    return told if isinstance(told, kind) else None
