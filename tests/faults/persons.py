"""Understands a load of identity in which several sources tie and untie the same few keys, from one seed.

All of it is on the one line of the area, so a "patient" here is a name from which keys are made, and every submission is `Sent` to the line. As
in `town`, the load follows what a single thread makes of its sends: it unties what is tied, and tells again what was told. Some of it comes
late, and then finds the links otherwise. Nothing here depends on the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.faults.load import POISON, Sent, digest, patient
from tests.faults.single_thread import SingleThread
from tests.faults.writers import WRITERS, Writer, came

from carebus.domain.areas import AREAS
from carebus.domain.identity.area import LINE
from carebus.domain.identity.events import (
    AddressProtectionChanged,
    DeceasedRetracted,
    DisputeSettled,
    IdentifierAssigned,
    IdentifierReplaced,
    IdentifierRetracted,
    IdentityDisputed,
    PatientDeceased,
    PatientsLinked,
    PatientsMerged,
    PatientsUnlinked,
    PatientsUnmerged,
    VisitMoved,
)
from carebus.domain.identity.link import Link, Tie
from carebus.domain.identity.units import person_of
from carebus.domain.identity.view import LinkedPerson, Shared
from carebus.domain.provenance import PatientKey, Provenance

_RULES = AREAS["identity"]
EACH = 12
"""Submissions for each of a story's size."""

KEYS = 7
"""Keys of one ward: few, so that merges meet, and that rings are attempted."""

_TYING = (IdentifierAssigned, IdentifierReplaced, PatientsMerged, PatientsMerged, PatientsLinked)
_UNTYING = {
    Tie.ASSIGNED: IdentifierRetracted,
    Tie.REPLACED: IdentifierRetracted,
    Tie.MERGED: PatientsUnmerged,
    Tie.LINKED: PatientsUnlinked,
}
_PATIENT = Writer("min-side", "patient")


def story(seed: str, size: int = 40) -> list[Sent]:
    """Wards whose acts come on one line, mixed."""
    chance, began = Random(seed), datetime.now(UTC).replace(microsecond=0)
    keys = [patient(seed, number) for number in range(KEYS * max(2, size // 6))]
    wards = [_Ward(keys[at : at + KEYS], chance, SingleThread(_RULES, began)) for at in range(0, len(keys), KEYS)]
    return [chance.choice(wards).next() for _ in range(EACH * size)]


def course(whom: PatientKey, number: int) -> Sent:
    """A record of a patient is merged into theirs, and parted again, and merged …: each act stands on the one before it alone."""
    return _act(whom, number, "course")


def poison(whom: PatientKey, number: int) -> Sent:
    """The same act, which a poisoned projector fails on."""
    return _act(whom, number, POISON)


def _act(whom: PatientKey, number: int, kind: str) -> Sent:
    stated = came(f"{kind} {number}", whom, WRITERS[1], datetime.now(UTC), f"{kind} {number}")
    losing = PatientKey(digest(f"{whom} had another record"))
    return Sent(LINE, (PatientsUnmerged if number % 2 else PatientsMerged)(stated, losing, whom))


@dataclass(slots=True)
class _Ward:
    """A handful of keys, and their pictures as a single thread has them. `late` was told and has not come yet."""

    keys: list[PatientKey]
    chance: Random
    thread: SingleThread
    late: list[Sent] = field(default_factory=list)
    told: int = 0

    def next(self) -> Sent:
        """What arrives next: a repeat, something late, or something new."""
        luck = self.chance.random()
        if self.thread.sent and luck < 0.08:
            return self.thread.repeated(self.chance)
        if self.late and luck < 0.2:
            return self.thread.arrived(self.late.pop(self.chance.randrange(len(self.late))))
        if luck > 0.93:
            self.late.append(Sent(LINE, self._made()))
        return self.thread.arrived(Sent(LINE, self._made()))

    def _made(self) -> Any:
        self.told += 1
        writer = self.chance.choice(WRITERS) if self.chance.random() < 0.97 else _PATIENT
        stated = came(f"{self.told}", self.keys[0], writer, self.thread.began + timedelta(seconds=self.told))
        make = self.chance.choices((self._tied, self._untied, self._beside), (5, 3, 2))[0]
        return make(stated)

    def _tied(self, stated: Provenance) -> Any:
        """Two keys, now and then one and the same, or one that is no key; what stands in `before` is not listened to."""
        one, other = self._two()
        before = self.chance.choice(((), (), self._links()))
        return self.chance.choice(_TYING)(stated, one, other, before)

    def _untied(self, stated: Provenance) -> Any:
        """A link that stands, mostly; else one that perhaps was never told."""
        links = self._links()
        if not links or self.chance.random() < 0.2:
            return self.chance.choice(tuple(_UNTYING.values()))(stated, *self._two())
        link = self.chance.choice(links)
        return _UNTYING[link.tie](stated, link.key, link.to)

    def _beside(self, stated: Provenance) -> Any:
        (one, other), few = self._two(), self.chance.randrange(3)
        name = digest(f"shared {few}")
        makers: tuple[Callable[[], Any], ...] = (
            lambda: PatientDeceased(stated, one, self.chance.choice((None, "2026-01", "2026-01-02"))),
            lambda: DeceasedRetracted(stated, one),
            lambda: AddressProtectionChanged(stated, one, self.chance.choice(("6", "7", "ugradert"))),
            lambda: VisitMoved(stated, f"stay {few}", one, other),
            lambda: IdentityDisputed(stated, one, other, self.chance.choice(tuple(Shared)), name),
            lambda: DisputeSettled(stated, one, other, name),
        )
        return self.chance.choice(makers)()

    def _two(self) -> tuple[PatientKey, PatientKey]:
        luck = self.chance.random()
        if luck < 0.03:
            return self.keys[0], self.keys[0]
        if luck < 0.05:
            return PatientKey("no key"), self.keys[0]
        one, other = self.chance.sample(self.keys, 2)
        return one, other

    def _links(self) -> tuple[Link, ...]:
        views = (self.thread.views.get(person_of(key)) for key in self.keys)
        return tuple({link: None for view in views if isinstance(view, LinkedPerson) for link in view.links})
