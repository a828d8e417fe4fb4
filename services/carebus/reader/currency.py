"""Understands how far an answer about a patient may be trusted: its age, and why there may be more than it shows (R19)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.provenance import PatientKey
from carebus.reader.copy import Copy
from carebus.reader.entries import Unreadable
from carebus.reader.freshness import is_behind
from carebus.reader.identity.about import About
from carebus.reader.pictures.missing import CONTENT, NOBODY, MissingPicture, doubts
from carebus.reader.problem import Refusal, Remedy, refusal
from carebus.reader.sources import Copied


@dataclass(frozen=True, slots=True)
class Currency:
    """What is known of the copy of one area, by the clock `now`."""

    copy: Copy
    area: Copied
    now: Callable[[], datetime]

    def age(self, about: About, now: datetime) -> float | None:
        """Seconds since the copy was last known to hold everything of the record, and which others are of the same person."""
        return age(now, self.complete(about.key), about.complete)

    def missing(
        self,
        about: About,
        now: datetime,
        *,
        unreadable: bool,
        empty: bool = False,
        as_of: datetime | None = None,
    ) -> tuple[MissingPicture, ...]:
        """Every reason why there may be more of the person than is shown of this record; where there is none and nothing is shown, that nobody recorded any."""
        found = (*self.doubts(about.key, now, unreadable=unreadable, as_of=as_of), *about.missing)
        return found if found or not empty else (NOBODY,)

    def incomplete_since(
        self, about: About, now: datetime, *, unreadable: bool, as_of: datetime | None
    ) -> datetime | None:
        """The earliest moment since which something may lack of the record or of its links; None where nothing does."""
        found = (*self.doubts(about.key, now, unreadable=unreadable, as_of=as_of), *about.doubts)
        return min((each.since or now for each in found), default=None)

    def doubts(
        self, patient: PatientKey, now: datetime, *, unreadable: bool, as_of: datetime | None = None
    ) -> tuple[MissingPicture, ...]:
        """Every reason why there may be more in one record than is shown; `as_of` an earlier moment only what may lack of the time before it."""
        held, illegible = self.held(patient)
        complete = self.complete(patient)
        return doubts(
            CONTENT,
            held_since=held if held and (as_of is None or held <= as_of) else None,
            behind=is_behind(complete, now) if as_of is None else complete is None or complete < as_of,
            complete=complete,
            unreadable=illegible or unreadable,
        )

    def complete(self, patient: PatientKey) -> datetime | None:
        """When the copy was last known to hold everything of the patient's partition."""
        partition = self.copy.partition(self.area.views, patient)
        return self.copy.freshness.complete_at(partition, self.area.topics)

    def held(self, patient: PatientKey, keys: Iterable[PatientKey] = ()) -> tuple[datetime | None, bool]:
        """Since when the patient's records wait, if they do, and whether that cannot be read; of a line those that touch one of `keys`."""
        try:
            parked = self.copy.parked(self.area, patient)
        except Unreadable:
            return None, True
        if parked is None or (parked.by_name and not self.copy.touched(self.area, patient, keys)):
            return None, False
        return parked.since, False


def age(now: datetime, *complete: datetime | None) -> float | None:
    """Seconds since all were last known to be complete; None where one never was."""
    known = [each for each in complete if each is not None]
    return max(0.0, (now - min(known)).total_seconds()) if known and len(known) == len(complete) else None


def cannot_read(title: str) -> Refusal:
    """The refusal (503) of an answer that cannot be read now."""
    return refusal(503, "cannot-read", title, Remedy.CANNOT_READ, retry_after=5)
