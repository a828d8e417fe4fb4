"""Understands what a source tells of itself: how much it sent, and when it will be silent."""

from datetime import datetime

from carebus.domain.provenance import SourceId
from carebus.domain.record import Record


class SourceControlTotal(Record, frozen=True):
    """A source sent `sent` messages of `kind` from `begin` (included) to `end` (not included), whole minutes by its own clock.

    `kind` is the last part of the event type, for example `ReportIssued`. Told again for the same stretch, it replaces what was told.
    """

    source: SourceId
    area: str
    kind: str
    begin: datetime
    end: datetime
    sent: int
    told: datetime


class PlannedSilence(Record, frozen=True):
    """A source will be silent from `begin` to `end`."""

    source: SourceId
    area: str
    begin: datetime
    end: datetime
    reason: str
    told: datetime
