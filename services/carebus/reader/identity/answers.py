"""Understands how the question who a person is is answered: every record of theirs, and what stands beside each."""

from dataclasses import dataclass

from carebus.domain.identity.view import Dispute, MovedVisit
from carebus.reader.asking import PatientAsked, pseudonym
from carebus.reader.currency import age
from carebus.reader.entries import Unreadable
from carebus.reader.identity.about import About
from carebus.reader.identity.persons import Persons
from carebus.reader.pictures.identity import Beside, RecordsAnswer, disputes, visits
from carebus.reader.pictures.missing import LINKS, MissingPicture, doubts
from carebus.reader.pictures.parts import Audience
from carebus.reader.pictures.records import level, records


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered about the records of a person."""

    persons: Persons

    def records(self, patient: PatientAsked, audience: Audience) -> RecordsAnswer:
        """All of them, as the links are now. Raises a Refusal where the number or the record is not valid."""
        about, now = self.persons.asked(patient), self.persons.currency.now()
        told, unreadable = self._beside(about)
        names = {view.other: pseudonym(view.other, self.persons.secret) for _, view in told}
        return RecordsAnswer(
            audience=audience,
            answered=now,
            age_seconds=age(now, about.complete),
            missing=_doubts(about, unreadable=unreadable),
            records=records(about),
            protection=level(about.protection),
            deceased=any(each.deceased for each in about.told.values() if each),
            visits=tuple(visits(told, names, audience)),
            disputes=tuple(disputes(told, names, audience)),
        )

    def _beside(self, about: About) -> tuple[list[Beside], bool]:
        """What stands beside the records, each with the record's name; and whether some of it cannot be read."""
        every = [(name, view) for key, name in about.names.items() for _, view in self.persons.beside(key)]
        readable = [(name, view) for name, view in every if isinstance(view, MovedVisit | Dispute)]
        return readable, any(isinstance(view, Unreadable) for _, view in every)


def _doubts(about: About, *, unreadable: bool) -> tuple[MissingPicture, ...]:
    more = doubts(LINKS, held_since=None, behind=False, complete=None, unreadable=unreadable)
    return tuple(dict.fromkeys((*about.doubts, *more)))
