"""Understands a town in which several writers race on the same medication lists, from one seed.

The town follows what a single thread makes of its sends, in their order, so it knows what a writer can have read. What a writer sends is
based on what that writer read last, which another may have overtaken by now; some bases lie ahead, and some were read days ago. What a
decision takes from the clock is far from its limits: a reading is minutes or days old, an end is long past or far ahead (see `fold`).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from tests.faults.load import POISON, Sent, patient
from tests.faults.neighbours import beside
from tests.faults.single_thread import SingleThread
from tests.faults.writers import WRITERS, Screen, Writer, came, dose, write

from carebus.domain.areas import AREAS
from carebus.domain.medication.treatment import TreatmentId
from carebus.domain.medication.units import LIST
from carebus.domain.medication.view import NOTHING, MedicationList
from carebus.domain.medication.writes import ListSubmitted, TreatmentAdded, TreatmentChanged
from carebus.domain.provenance import PatientKey

_RULES = AREAS["medication"]
EACH = 12
"""Submissions for each of a story's size."""


def story(seed: str, size: int = 40) -> list[Sent]:
    """Few patients, many writes: the first of them have the most, and pass the versions that a base may lie back."""
    chance, began = Random(seed), datetime.now(UTC).replace(microsecond=0)
    lists = [_List(patient(seed, number), chance, SingleThread(_RULES, began)) for number in range(max(2, size // 4))]
    weights = [1 / (number + 3) for number in range(len(lists))]
    return [one.next() for one in chance.choices(lists, weights, k=EACH * size)]


def course(whom: PatientKey, number: int) -> Sent:
    """A list that only one writer writes to: each act is based on the one before it."""
    return _act(whom, number, "course")


def poison(whom: PatientKey, number: int) -> Sent:
    """The same act, which a poisoned projector fails on."""
    return _act(whom, number, POISON)


def rival(whom: PatientKey, number: int) -> Sent:
    """What another writer would do in its place, on the same base: one of the two is too late."""
    return _act(whom, number, "rival", WRITERS[1])


def _act(whom: PatientKey, number: int, kind: str, writer: Writer = WRITERS[0]) -> Sent:
    now = datetime.now(UTC)
    stated = (came(f"{kind} {number}", whom, writer, now, f"{kind} {number}"), number, now)
    if number == 0:
        return Sent(whom, ListSubmitted(*stated, (dose("always", "1"),), create=True))
    if number % 3 == 0:
        return Sent(whom, TreatmentAdded(*stated, dose(f"row {number}".replace(" ", "-"), "1")))
    return Sent(whom, TreatmentChanged(*stated, dose("always", str(number + 1))))


@dataclass(slots=True)
class _List:
    """One patient's list, as a single thread has it, and what each writer has on the screen. `late` was written and is not sent yet."""

    whom: PatientKey
    chance: Random
    thread: SingleThread
    screens: dict[Writer, Screen] = field(default_factory=dict)
    late: list[Sent] = field(default_factory=list)
    written: int = 0

    def next(self) -> Sent:
        """What arrives next: a repeat, something late, or something new."""
        chance = self.chance.random()
        if self.thread.sent and chance < 0.08:
            return self.thread.repeated(self.chance)
        if self.late and chance < 0.5:
            return self.thread.arrived(self.late.pop(self.chance.randrange(len(self.late))))
        return self.thread.arrived(self._made())

    def _made(self) -> Sent:
        if self.chance.random() < 0.35:
            return self._by(self._screen(self._writer()))
        first, *later = self._written(self._writer())
        self.late += later
        return first

    def _written(self, writer: Writer) -> list[Sent]:
        """One write, or several at once by a writer who takes it that each will stand; one in ten waits in a spool."""
        screen, many = self._screen(writer), self.chance.choice((1, 1, 1, 1, 2, 3))
        made = []
        for ahead in range(many):
            self.written += 1
            stated = screen._replace(version=screen.version + ahead)
            made.append(Sent(self.whom, write(stated, self.chance, self.whom, self.written)))
        return [self._by(self._screen(writer)), *made] if self.chance.random() < 0.1 else made

    def _writer(self) -> Writer:
        """Mostly a physician; the others may touch their own rows alone, or none."""
        return self.chance.choices(WRITERS, (9, 9, 9, 4, 1))[0]

    def _by(self, screen: Screen) -> Sent:
        self.written += 1
        return Sent(self.whom, beside(screen, self.chance, self.whom, self.written))

    def _screen(self, writer: Writer) -> Screen:
        """What a writer has read: just now, or some time ago."""
        if writer not in self.screens or self.chance.random() < 0.6:
            self.screens[writer] = self._read(writer)
        return self.screens[writer]

    def _read(self, writer: Writer) -> Screen:
        view = self.thread.views.get(LIST)
        listed = view if isinstance(view, MedicationList) else NOTHING
        left = tuple(TreatmentId(unit.partition("/")[2]) for unit in self.thread.views if unit != LIST)
        asked = tuple(each.id for each in (*listed.proposals, *listed.discrepancies))
        return Screen(
            writer, listed.version, tuple(row.treatment for row in listed.rows), left, asked, self.thread.began
        )
