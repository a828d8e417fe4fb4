"""Understands the alarms of an area as a state machine: raised, still so, cleared; each alarm raised once and cleared once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from carebus.domain.alarms import Alarm, AlarmCleared, AlarmEvent, AlarmRaised, AlarmStill, Matter, alarm_id
from carebus.domain.record import Record, replace

REMIND = timedelta(hours=1)
"""How often an alarm that goes on is told again."""


class Finding(Record, frozen=True):
    """Something that is wrong now."""

    matter: Matter
    since: datetime
    expected: str
    seen: str
    count: int | None = None


class Open(Record, frozen=True):
    """An alarm that is open, and when it was told last."""

    alarm: Alarm
    told: datetime


Alarms = Mapping[Matter, Open]
"""The open alarms; one a matter."""


def told(alarms: Alarms, events: Iterable[AlarmEvent]) -> dict[Matter, Open]:
    """The open alarms after some events."""
    after = dict(alarms)
    for event in events:
        if isinstance(event, AlarmCleared):
            after.pop(event.alarm.matter, None)
        else:
            after[event.alarm.matter] = Open(event.alarm, event.at)
    return after


def turn(
    alarms: Alarms, found: Iterable[Finding], now: datetime, knows: Callable[[Matter], bool]
) -> tuple[AlarmEvent, ...]:
    """What is to be told now. An alarm of which the watch `knows` nothing, as after its table was lost, stays open."""
    by_matter = {finding.matter: finding for finding in found}
    return (*_new(alarms, by_matter, now), *_open(alarms, by_matter, now, knows))


def _new(alarms: Alarms, found: Mapping[Matter, Finding], now: datetime) -> Iterator[AlarmEvent]:
    for matter, finding in found.items():
        if matter not in alarms:
            yield AlarmRaised(_alarm(finding), now)


def _open(
    alarms: Alarms, found: Mapping[Matter, Finding], now: datetime, knows: Callable[[Matter], bool]
) -> Iterator[AlarmEvent]:
    for matter, each in alarms.items():
        finding = found.get(matter)
        if finding is None:
            if knows(matter):
                yield AlarmCleared(each.alarm, now)
        elif now - each.told >= REMIND:
            yield AlarmStill(_as_now(each.alarm, finding), now)


def _alarm(finding: Finding) -> Alarm:
    matter = finding.matter
    return Alarm(
        alarm_id(matter, finding.since),
        matter.kind,
        matter.area,
        finding.since,
        finding.expected,
        finding.seen,
        matter.kind.runbook,
        matter.source,
        matter.message_kind,
        matter.recipient,
        finding.count,
    )


def _as_now(alarm: Alarm, finding: Finding) -> Alarm:
    return replace(alarm, expected=finding.expected, seen=finding.seen, count=finding.count)
