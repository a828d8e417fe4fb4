"""Understands how the history of one entry is told: which facts touched it, what each changed, and nothing of one that is retracted."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from carebus.domain.critical_info.difference import differing
from carebus.domain.critical_info.entry import EntryId
from carebus.domain.critical_info.events import AboutEntry
from carebus.domain.critical_info.masked import Masked, masked
from carebus.domain.critical_info.moving import act as act_of
from carebus.domain.critical_info.view import NOTHING, Entry
from carebus.reader.critical_info.history import Fact, after, fold, retracted, unlike
from carebus.reader.pictures.acts import act, person
from carebus.reader.pictures.critical_info.entries import entry
from carebus.reader.pictures.critical_info.histories import CriticalActPicture, CriticalHistoryPicture
from carebus.reader.pictures.parts import Audience

_REASON = "reason"


def history(facts: Sequence[Fact], name: str, audience: Audience, now: datetime) -> CriticalHistoryPicture | None:
    """Every act on an entry, oldest first; None where no fact tells of it."""
    stands = fold(facts)
    known = stands.entry(name)
    if known is None:
        return None
    shown = entry(known, audience, now)
    telling = _Telling(name, audience, {each.id for each in retracted(stands)})
    return CriticalHistoryPicture(
        id=shown.id,
        kind=shown.kind,
        display=shown.display,
        active=shown.active,
        why_not=shown.why_not,
        acts=telling.acts(facts),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """One entry, whom it is told to, and the entries that are gone."""

    name: str
    audience: Audience
    gone: AbstractSet[EntryId]

    def acts(self, facts: Sequence[Fact]) -> tuple[CriticalActPicture, ...]:
        acts, told = [], NOTHING
        for fact, read in zip(facts, masked(fact.event for fact in facts), strict=True):
            before, told = told, after(told, fact.event)
            if isinstance(read, Masked) and read.id == self.name:
                acts.append(_hidden(fact, read))
            elif isinstance(read, AboutEntry) and read.id == self.name:
                acts.append(self._act(fact, read, before.entry(self.name), told.entry(self.name)))
        return tuple(acts)

    def _act(self, fact: Fact, event: AboutEntry, was: Entry | None, stands: Entry | None) -> CriticalActPicture:
        source, deed = event.provenance, act_of(event.provenance)
        shown = unlike(stands, self.gone) if stands else None
        return CriticalActPicture(
            record=type(event).__name__,
            version=stands.version if stands else 0,
            at=deed.at,
            organisation=deed.organisation,
            decided=fact.decided,
            masked=False,
            fields=_fields(was, stands),
            by=person(getattr(event, "by", None), self.audience),
            act=act(deed),
            point_of_care=source.point_of_care,
            format=source.format,
            entry=entry(shown, self.audience, fact.decided) if shown else None,
        )


def _hidden(fact: Fact, read: Masked) -> CriticalActPicture:
    return CriticalActPicture(
        record=read.fact,
        version=read.version,
        at=read.at,
        organisation=read.organisation,
        decided=fact.decided,
        masked=True,
    )


def _fields(was: Entry | None, stands: Entry | None) -> tuple[str, ...]:
    """What means something else than before; of a new entry, nothing."""
    if was is None or stands is None or stands.content is None:
        return ()
    told = differing(was, stands.verification, stands.content)
    return (*told, _REASON) if was.reason != stands.reason else told
