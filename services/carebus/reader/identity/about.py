"""Understands whom a question is about: one record, and the person whose it is, with every other record of theirs (R23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.identity.person import Person
from carebus.domain.identity.protection import Protection, strictest
from carebus.domain.identity.view import LinkedPerson
from carebus.domain.provenance import PatientKey
from carebus.reader.pictures.missing import ELSEWHERE, MissingPicture


@dataclass(frozen=True, slots=True)
class About:
    """The record `key`, and what is known of its person.

    `person` is the picture that says which records are theirs; `told` what is told of each record itself, None where that cannot be read;
    `names` their pseudonyms. Both are in the person's order, the prevailing first. `doubts`: why there may be more records than these.
    `complete`: when the copy of the links was last known to hold everything.
    """

    key: PatientKey
    person: LinkedPerson
    told: Mapping[PatientKey, LinkedPerson | None]
    names: Mapping[PatientKey, str]
    doubts: tuple[MissingPicture, ...]
    complete: datetime | None

    @property
    def name(self) -> str:
        """The pseudonym of the record."""
        return self.names[self.key]

    @property
    def has_others(self) -> bool:
        """Whether the person has more records than this one."""
        return len(self.names) > 1

    @property
    def prevailing(self) -> PatientKey | None:
        """The record that prevails over the others; None where the links do not say."""
        return Person(self.person.keys, self.person.heads).prevailing

    @property
    def missing(self) -> tuple[MissingPicture, ...]:
        """Why there may be more of the person than this one record holds (R19)."""
        return (*((ELSEWHERE,) if self.has_others else ()), *self.doubts)

    @property
    def protection(self) -> Protection:
        """The strictest protection of all records; what cannot be read protects as the strictest does (R22)."""
        if None in self.told.values():
            return Protection.STRICTLY_CONFIDENTIAL
        return strictest(each.protection.level for each in self.told.values() if each and each.protection)
