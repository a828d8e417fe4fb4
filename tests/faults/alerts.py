"""Understands a load of critical information in which several writers race on the same entries, from one seed.

As in `town`, the load follows what a single thread makes of its sends, so a writer's base is what that writer read last. What a decision takes
from the clock is far from its limits: an end is long past or far ahead.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.faults.load import POISON, Sent, patient
from tests.faults.single_thread import SingleThread
from tests.faults.writers import AHEAD, PAST, WRITERS, Writer, came

from carebus.domain.areas import AREAS
from carebus.domain.coding import Coding
from carebus.domain.critical_info.entry import Coded, Content, EntryId, Kind, Person, Scope, Verification
from carebus.domain.critical_info.events import (
    AllergyObserved,
    CriticalInfoExpired,
    CriticalInfoRefuted,
    CriticalInfoRegistered,
    CriticalInfoRetracted,
    CriticalInfoUpdated,
    NoneKnownStated,
)
from carebus.domain.critical_info.units import ENTRIES
from carebus.domain.critical_info.view import NOTHING, CriticalInformation, Entry
from carebus.domain.provenance import PatientKey
from carebus.domain.record import replace

_RULES = AREAS["critical-info"]
EACH = 12
"""Submissions for each of a story's size."""

_NAMES = 9
"""Entries that a patient has to do with: few, so that they meet."""
_ENDED = datetime(2021, 1, 1, tzinfo=UTC)


def story(seed: str, size: int = 40) -> list[Sent]:
    """Few patients, many writes."""
    chance, began = Random(seed), datetime.now(UTC).replace(microsecond=0)
    known = [_Known(patient(seed, number), chance, SingleThread(_RULES, began)) for number in range(max(2, size // 4))]
    return [chance.choice(known).next() for _ in range(EACH * size)]


def course(whom: PatientKey, number: int) -> Sent:
    """One entry that only one writer changes: each update is based on the one before it."""
    return _act(whom, number, "course")


def poison(whom: PatientKey, number: int) -> Sent:
    """The same act, which a poisoned projector fails on."""
    return _act(whom, number, POISON)


def _act(whom: PatientKey, number: int, kind: str) -> Sent:
    stated = came(f"{kind} {number}", whom, WRITERS[0], datetime.now(UTC), f"{kind} {number}")
    named = (EntryId("always"), Kind.INFECTION, Verification.CONFIRMED, Content(text="MRSA", note=str(number)))
    if number == 0:
        return Sent(whom, CriticalInfoRegistered(stated, *named))
    return Sent(whom, CriticalInfoUpdated(stated, named[0], number, *named[1:]))


@dataclass(slots=True)
class _Known:
    """One patient's critical information, as a single thread has it, and as each writer read it last."""

    whom: PatientKey
    chance: Random
    thread: SingleThread
    read: dict[Writer, CriticalInformation] = field(default_factory=dict)
    written: int = 0

    def next(self) -> Sent:
        """What arrives next: a repeat, or something new."""
        if self.thread.sent and self.chance.random() < 0.1:
            return self.thread.repeated(self.chance)
        return self.thread.arrived(self._made())

    def _made(self) -> Sent:
        writer = self.chance.choice(WRITERS)
        if writer not in self.read or self.chance.random() < 0.6:
            self.read[writer] = self.thread.views.get(ENTRIES, NOTHING)
        self.written += 1
        received = self.thread.began + timedelta(seconds=self.written)
        stated = came(f"alert {self.written}", self.whom, writer, received)
        entries = [entry for entry in self.read[writer].entries if entry.content]
        if entries and self.chance.random() < 0.7:
            return Sent(self.whom, self._revised(stated, self.chance.choice(entries), received))
        return Sent(self.whom, self._added(stated, received))

    def _added(self, stated: Any, received: datetime) -> Any:
        name, kind = EntryId(f"e{self.chance.randrange(_NAMES)}"), self.chance.choice(tuple(Kind)[:5])
        content = _about(f"J01C{self.chance.choice('AEF')}", self.chance.choice((None, PAST, AHEAD)))
        return self.chance.choice(
            (
                CriticalInfoRegistered(stated, name, kind, Verification.CONFIRMED, content),
                AllergyObserved(stated, EntryId(f"o-{name}"), Kind.DRUG_REACTION, content),
                NoneKnownStated(stated, self.chance.choice(tuple(Scope)), received, Person("Dr Holm")),
            )
        )

    def _revised(self, stated: Any, entry: Entry, received: datetime) -> Any:
        base = entry.version + (1 if self.chance.random() < 0.04 else 0)
        until = self.chance.choice((None, PAST, AHEAD))
        told = replace(entry.content, note=str(self.written), valid_until=until)
        expired = min(received, _ENDED)
        return self.chance.choices(
            (
                CriticalInfoUpdated(stated, entry.id, base, entry.kind, Verification.PRESUMED, told),
                CriticalInfoRefuted(stated, entry.id, base, "tested"),
                CriticalInfoRetracted(stated, entry.id, base, "wrong patient"),
                CriticalInfoExpired(stated, entry.id, base, expired),
            ),
            (8, 1, 1, 2),
        )[0]


def _about(code: str, until: str | None) -> Content:
    return Content((Coded(Coding("2.16.578.1.12.4.1.1.7180", code)),), valid_until=until)
