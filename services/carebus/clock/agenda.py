"""Understands what is to be announced, and when: of every patient the ends that lie ahead, by the newest picture."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from carebus.domain.critical_info.due import due
from carebus.domain.critical_info.entry import EntryId
from carebus.domain.critical_info.view import CriticalInformation, Entry
from carebus.domain.provenance import PatientKey

Appointment = tuple[PatientKey, EntryId]


class Agenda:
    """The ends ahead. An end that was moved, announced or withdrawn is passed over when its old moment comes."""

    def __init__(self) -> None:
        self._ahead: dict[Appointment, tuple[datetime, Entry]] = {}
        self._moments: list[tuple[datetime, PatientKey, EntryId]] = []
        self._of: dict[PatientKey, frozenset[EntryId]] = {}

    def __len__(self) -> int:
        return len(self._ahead)

    def note(self, patient: PatientKey, picture: CriticalInformation | None) -> None:
        """The newest picture of a patient; None where it was taken away."""
        ends = {entry.id: (end, entry) for end, entry in due(picture)} if picture else {}
        for gone in self._of.pop(patient, frozenset()) - ends.keys():
            self._ahead.pop((patient, gone), None)
        for name, (end, entry) in ends.items():
            if self._ahead.get((patient, name), (None,))[0] != end:
                heapq.heappush(self._moments, (end, patient, name))
            self._ahead[patient, name] = end, entry
        if ends:
            self._of[patient] = frozenset(ends)

    def reached(self, now: datetime, most: int) -> Iterator[tuple[PatientKey, datetime, Entry]]:
        """What is to be announced now, at most so many; each once, until its patient is noted again."""
        while self._moments and self._moments[0][0] <= now and most > 0:
            moment, patient, name = heapq.heappop(self._moments)
            if self._ahead.get((patient, name), (None,))[0] == moment:
                most -= 1
                yield patient, *self._ahead.pop((patient, name))
