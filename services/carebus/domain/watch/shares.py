"""Understands shares: how much of what a source sent in the last hours was held, refused, was a repeat, or had codes that carebus does not know."""

from datetime import datetime, timedelta

from carebus.domain.record import Record, replace

ENOUGH = 10
"""Messages, below which a share says nothing."""

HELD_SHARE = 0.1
UNKNOWN_SHARE = 0.1
"""Shares above which it is an alarm (our choice)."""

_HOUR = timedelta(hours=1)


class Counts(Record, frozen=True):
    """Messages of one hour."""

    decided: int = 0
    held: int = 0
    duplicates: int = 0
    unknowns: int = 0
    refused: int = 0


class Shares(Record, frozen=True):
    """The hour that runs, and the one before it."""

    hour: datetime
    now: Counts = Counts()
    before: Counts = Counts()

    def at(self, at: datetime) -> "Shares":
        """The same, as it is at a later time."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour <= self.hour:
            return self
        return Shares(hour, Counts(), self.now if hour == self.hour + _HOUR else Counts())

    def plus(self, added: Counts) -> "Shares":
        """With more of the hour that runs."""
        return replace(self, now=_sum(self.now, added))

    @property
    def both(self) -> Counts:
        """Of both hours together."""
        return _sum(self.before, self.now)


def share(part: int, counts: Counts) -> float:
    """A part of all; 0 where there is too little to say."""
    return part / counts.decided if counts.decided >= ENOUGH else 0.0


def _sum(one: Counts, other: Counts) -> Counts:
    return Counts(
        one.decided + other.decided,
        one.held + other.held,
        one.duplicates + other.duplicates,
        one.unknowns + other.unknowns,
        one.refused + other.refused,
    )
