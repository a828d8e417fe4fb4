"""Understands whether a person may say that no allergy is known (R26)."""

from collections.abc import Iterator
from datetime import datetime

from carebus.domain.critical_info.events import CriticalInfoEvent, NoneKnownStated
from carebus.domain.critical_info.limits import Limits
from carebus.domain.critical_info.refusals import Ruled, refused
from carebus.domain.critical_info.status import live_allergies, standing
from carebus.domain.critical_info.view import CriticalInformation
from carebus.domain.decision import Accepted, Decision
from carebus.domain.problems import Code, Problem

_WHERE = "none-known"


def decide_none_known(
    picture: CriticalInformation, told: NoneKnownStated, now: datetime, limits: Limits
) -> Decision[CriticalInfoEvent]:
    """It stands where a named person says it, and no allergy in its scope counts; the same told again is a duplicate."""
    refusal = refused((*_anonymous(told), *_ahead(told, now, limits), *_beside(picture, told)))
    if refusal:
        return refusal
    is_known = any(_told(told) == (each.scope, each.at, each.by) for each in standing(picture.none_known))
    return Accepted(()) if is_known else Accepted((told,))


def _told(statement: NoneKnownStated) -> tuple[object, ...]:
    return (statement.scope, statement.at, statement.by)


def _anonymous(told: NoneKnownStated) -> Iterator[Ruled]:
    if not any(text and text.strip() for text in (told.by.name, told.by.hpr)):
        yield ("R26", Problem(Code.MISSING_ELEMENT, _WHERE, "by: a person by name or HPR number"))


def _ahead(told: NoneKnownStated, now: datetime, limits: Limits) -> Iterator[Ruled]:
    if told.at > now + limits.ahead:
        yield ("R26", Problem(Code.INVALID_TIME, _WHERE, "at is ahead of the clock"))


def _beside(picture: CriticalInformation, told: NoneKnownStated) -> Iterator[Ruled]:
    names = ", ".join(entry.id for entry in live_allergies(picture.entries, told.scope))
    if names:
        yield ("R26", Problem(Code.NONE_KNOWN_WITH_ALLERGY, _WHERE, f"neither refuted nor retracted: {names}"))
