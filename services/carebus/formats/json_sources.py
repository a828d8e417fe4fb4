"""Understands carebus-json-1 for what a source tells of itself: how much it sent, and when it will be silent. No patient is in it.

    {"format": "carebus-json-1", "type": "SourceControlTotal", "submission_id": "t-1", "source": {"kind": "HER", "value": "99000101"},
     "at": "2026-11-23T10:05:00+01:00", "area": "results", "kind": "ReportIssued",
     "from": "2026-11-23T10:00:00+01:00", "to": "2026-11-23T10:05:00+01:00", "sent": 12}

`kind` is the last part of the event type, and repeats of one message are counted once.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, field_validator, model_validator

from carebus.domain.areas import AREAS
from carebus.domain.problems import Problem
from carebus.formats.json_events import Announcement, InstantOfAct, act_of, problems_of

LONGEST_TOTAL = timedelta(hours=24)
"""A control total is of a day at most: so far back arrivals are counted by the minute."""

LONGEST_SILENCE = timedelta(days=60)
"""Nobody plans to be silent for longer: a source that is closed has no source file."""

_Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,60}$")]
_Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _OfStretch(Announcement):
    area: str
    begin: Annotated[InstantOfAct, Field(alias="from")]
    end: Annotated[InstantOfAct, Field(alias="to")]

    @field_validator("area")
    @classmethod
    def _known(cls, area: str) -> str:
        if area not in AREAS:
            msg = f"no such area; there are: {', '.join(AREAS)}"
            raise ValueError(msg)
        return area

    def _lasts(self, longest: timedelta) -> None:
        if not timedelta() < self.end - self.begin <= longest:
            msg = f"`to` is after `from`, and by no more than {longest}"
            raise ValueError(msg)


class ControlTotal(_OfStretch):
    """So many messages of a kind were sent from a whole minute to another, by the source's clock."""

    type: Literal["SourceControlTotal"]
    kind: _Kind
    sent: Annotated[int, Field(ge=0, lt=2**31)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self._lasts(LONGEST_TOTAL)
        if any(at.second or at.microsecond for at in (self.begin, self.end)):
            msg = "`from` and `to` are whole minutes"
            raise ValueError(msg)
        return self


class Silence(_OfStretch):
    """The source will be silent from one time to another."""

    type: Literal["PlannedSilence"]
    reason: _Reason

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        self._lasts(LONGEST_SILENCE)
        return self


Told = ControlTotal | Silence
TYPES = ("SourceControlTotal", "PlannedSilence")
"""What a source can tell of itself, by name."""

_TOLD: TypeAdapter[Told] = act_of((ControlTotal, Silence))


def read(data: bytes) -> Told | tuple[Problem, ...]:
    """What is told in `data`, or every problem of it; no problem quotes the input."""
    try:
        return _TOLD.validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return problems_of(error, TYPES)


def utc(at: datetime) -> datetime:
    """The same instant in UTC."""
    return at.astimezone(UTC)
