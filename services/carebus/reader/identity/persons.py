"""Understands how the records of a person are found in the copy: one get for each, by the keys that the first of them names (R23)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from carebus.domain.identity.area import LINE
from carebus.domain.identity.raised import stands
from carebus.domain.identity.units import person_of
from carebus.domain.identity.view import Dispute, LinkedPerson, alone
from carebus.domain.provenance import PatientKey
from carebus.reader.asking import PatientAsked, key_of, pseudonym
from carebus.reader.currency import Currency, cannot_read
from carebus.reader.entries import Unreadable
from carebus.reader.freshness import is_behind
from carebus.reader.identity.about import About
from carebus.reader.pictures.missing import LINKS, MissingPicture, doubts
from carebus.reader.problem import Remedy, refusal


@dataclass(frozen=True, slots=True)
class Persons:
    """Who is who, by the copy of the identity area; `secret` is that of the patient key."""

    currency: Currency
    secret: bytes

    def asked(self, patient: PatientAsked) -> About:
        """Whom a question is about, as the links are now.

        Raises a Refusal where the number is not valid (422), or the record is none of that person (404) or may be one (503).
        """
        about = self.of(key_of(patient, self.secret))
        return about if patient.record is None else _chosen(about, patient.record)

    def of(self, key: PatientKey) -> About:
        """The record under a key, and its person."""
        own = self._told(key)
        person = own or alone(key)
        told = {each: own if each == key else self._told(each) for each in person.keys}
        complete = self.currency.complete(LINE)
        return About(
            key,
            person,
            told,
            {each: pseudonym(each, self.secret) for each in person.keys},
            self._doubts(person, complete, unreadable=None in told.values()),
            complete,
        )

    def beside(self, key: PatientKey) -> Iterator[tuple[str, Any]]:
        """What is told of one record beside its person, by unit: visits that were moved, disputes; an Unreadable where it cannot be read."""
        for unit, view in self.currency.copy.of_patient(self.currency.area.views, LINE, f"{key}/"):
            if unit != "person":
                yield unit, view

    def disputed(self, about: About) -> frozenset[str]:
        """The names of the ids of this record that another patient has too, and nobody has settled (R13, R16)."""
        told = (view for _, view in self.beside(about.key) if isinstance(view, Dispute))
        return frozenset(view.name for view in told if stands(view, about.person.keys))

    def _told(self, key: PatientKey) -> LinkedPerson | None:
        """What is told of one record; None where it cannot be read."""
        try:
            view = self.currency.copy.record(self.currency.area.views, LINE, person_of(key))
        except Unreadable:
            return None
        return view if isinstance(view, LinkedPerson) else alone(key)

    def _doubts(
        self, person: LinkedPerson, complete: datetime | None, *, unreadable: bool
    ) -> tuple[MissingPicture, ...]:
        held, illegible = self.currency.held(LINE, person.keys)
        behind = is_behind(complete, self.currency.now())
        return doubts(LINKS, held_since=held, behind=behind, complete=complete, unreadable=illegible or unreadable)


def _chosen(about: About, name: str) -> About:
    key = next((key for key, known in about.names.items() if known == name), None)
    if key is not None:
        return replace(about, key=key)
    if about.doubts:
        raise cannot_read("Which records are that patient's is not known now")
    raise refusal(404, "no-such-record", "The patient has no such record", Remedy.NO_SUCH_RECORD, where=["record"])
