"""Understands how far an answer about a patient may be trusted: its age, and why there may be more than it shows (R19)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.provenance import PatientKey
from carebus.reader.copy import Copy
from carebus.reader.entries import Unreadable
from carebus.reader.freshness import is_behind
from carebus.reader.pictures.missing import MissingPicture, missing
from carebus.reader.problem import Refusal, Remedy, refusal
from carebus.reader.sources import Copied


@dataclass(frozen=True, slots=True)
class Currency:
    """What is known of the copy of one area, by the clock `now`."""

    copy: Copy
    area: Copied
    now: Callable[[], datetime]

    def age(self, patient: PatientKey, now: datetime) -> float | None:
        """Seconds since the copy was last known to hold everything of the patient's partition."""
        complete = self._complete(patient)
        return max(0.0, (now - complete).total_seconds()) if complete else None

    def missing(
        self,
        patient: PatientKey,
        now: datetime,
        *,
        unreadable: bool,
        empty: bool = False,
        as_of: datetime | None = None,
    ) -> tuple[MissingPicture, ...]:
        """Every reason why there may be more than is shown; `as_of` an earlier moment only what may lack of the time before it."""
        held, illegible = self._held(patient)
        complete = self._complete(patient)
        return missing(
            held_since=held if held and (as_of is None or held <= as_of) else None,
            behind=is_behind(complete, now) if as_of is None else complete is None or complete < as_of,
            complete=complete,
            unreadable=illegible or unreadable,
            empty=empty,
        )

    def _complete(self, patient: PatientKey) -> datetime | None:
        partition = self.copy.partition(self.area.views, patient)
        return self.copy.freshness.complete_at(partition, self.area.topics)

    def _held(self, patient: PatientKey) -> tuple[datetime | None, bool]:
        try:
            parked = self.copy.parked(self.area, patient)
        except Unreadable:
            return None, True
        return (parked.since if parked else None), False


def cannot_read(title: str) -> Refusal:
    """The refusal (503) of an answer that cannot be read now."""
    return refusal(503, "cannot-read", title, Remedy.CANNOT_READ, retry_after=5)
