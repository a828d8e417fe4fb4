"""Understands which topics are copied of an area, and what is kept of each."""

import re
from dataclasses import dataclass
from datetime import timedelta

from carebus.domain.area import Area
from carebus.domain.work import Parked, Touched
from carebus.reader.entries import Entry, as_it_came, fact, refused, who_waits

REFUSALS_KEPT = timedelta(days=30)
"""How long the difference of a refused write can be shown: as long as submissions and verdicts are on their topics."""

KEY = rb"[0-9a-f]{64}"
"""What a patient key looks like."""


@dataclass(frozen=True, slots=True)
class Source:
    """One topic that is copied.

    `entry` says what is kept of a record, `key` what a kept key looks like, `records` what may stand under it (none: what stands there is
    ours). Of a compacted topic an old copy is not trusted (rule 9). `kept` is how long entries matter.
    """

    topic: str
    entry: Entry
    key: re.Pattern[bytes]
    records: tuple[type, ...]
    compacted: bool = True
    kept: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """What is copied of an area: its views, which of its patients wait, and whatever more its pages answer from."""

    views: Source
    parked: Source
    more: tuple[Source, ...] = ()

    @property
    def every(self) -> tuple[Source, ...]:
        """All of them."""
        return (self.views, self.parked, *self.more)

    @property
    def topics(self) -> frozenset[str]:
        """The topics that an answer depends on."""
        return frozenset(source.topic for source in self.every)


def copied(area: Area, units: bytes, *more: Source) -> Copied:
    """What is copied of any area; `units` is the pattern of the names of its units."""
    views = Source(area.views, as_it_came, _under_patient(units), area.pictures)
    parked = Source(area.work, who_waits, _under_patient(rb"parked|touched/%b" % KEY), (Parked, Touched))
    return Copied(views, parked, more)


def facts_of(area: Area) -> Source:
    """The whole history of every patient."""
    return Source(area.accepted, fact, _under_patient(rb"\d{20}/\d+"), area.events, compacted=False)


def refusals_of(area: Area, verdicts: str) -> Source:
    """Where the writes stand that were refused for their base."""
    entry = refused(area.submitted)
    return Source(verdicts, entry, _under_patient(rb"[^/]+/.+"), (), compacted=False, kept=REFUSALS_KEPT)


def _under_patient(names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"%b/(?:%b)" % (KEY, names), re.DOTALL)
