"""Understands an alarm: what is wrong with the flow, since when, and where an operator reads what to do; nothing about any patient."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from carebus.domain.record import Record

_ALARMS = UUID("0b9f5c9e-59e5-5b0a-8c1d-3a86f7d2a4c7")


class Kind(StrEnum):
    """What can be wrong. Each has a file in deploy/runbooks."""

    SILENCE = "silence"
    GAP = "gap"
    TOTALS = "totals"
    UNDECIDED = "undecided"
    LATENCY = "latency"
    HELD = "held"
    UNKNOWNS = "unknowns"
    HELD_PATIENTS = "held-patients"
    PROBE = "probe"

    @property
    def runbook(self) -> str:
        """Where it says what to do: file and heading under deploy/runbooks."""
        return f"alarms.md#{self}"


class Matter(Record, frozen=True):
    """What an alarm is about; of one matter one alarm is open at most."""

    kind: Kind
    area: str
    source: str | None = None
    message_kind: str | None = None
    recipient: str | None = None


class Alarm(Record, frozen=True):
    """One alarm. `expected` and `seen` are words for a person; `count` is how many messages it is about, known or reckoned."""

    id: str
    kind: Kind
    area: str
    since: datetime
    expected: str
    seen: str
    runbook: str
    source: str | None = None
    message_kind: str | None = None
    recipient: str | None = None
    count: int | None = None

    @property
    def matter(self) -> Matter:
        """What it is about."""
        return Matter(self.kind, self.area, self.source, self.message_kind, self.recipient)


class AlarmRaised(Record, frozen=True):
    """An alarm began."""

    alarm: Alarm
    at: datetime


class AlarmStill(Record, frozen=True):
    """An alarm goes on, with what is seen now."""

    alarm: Alarm
    at: datetime


class AlarmCleared(Record, frozen=True):
    """An alarm is over."""

    alarm: Alarm
    at: datetime


AlarmEvent = AlarmRaised | AlarmStill | AlarmCleared


def alarm_id(matter: Matter, since: datetime) -> str:
    """The same for the same matter since the same time, always: what is found again after a restart is the same alarm."""
    told = (matter.kind, matter.area, matter.source, matter.message_kind, matter.recipient, since.isoformat())
    return str(uuid5(_ALARMS, "\n".join("" if each is None else each for each in told)))
